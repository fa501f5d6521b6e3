import type { PolicyRule } from "../policyRule.ts";
import { at, listAt, ofType, violation } from "../resources.ts";

export const noPublicAddresses: PolicyRule = {
  id: "no-public-addresses",
  title: "No node has a public address; only a NAT gateway may",
  controls: ["FSBP EC2.9", "FSBP EC2.15", "FSBP EMR.1", "CKV_AWS_88", "CKV_AWS_130", "CKV_AZURE_119"],
  enforcement: "mandatory",
  check: (resources) => [
    ...ofType(resources, "aws:ec2/subnet:Subnet")
      .filter(({ properties }) => properties["mapPublicIpOnLaunch"] !== false)
      .map((subnet) => violation(subnet, "mapPublicIpOnLaunch is not false")),
    ...ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")
      .filter(({ properties }) =>
        listAt(properties, ["networkInterfaces"]).some(
          (card) => String(at(card, ["associatePublicIpAddress"])) === "true",
        ),
      )
      .map((template) => violation(template, "its instances get a public address")),
    ...ofType(resources, "azure-native:databricks:Workspace")
      .filter(({ properties }) => at(properties, ["parameters", "enableNoPublicIp", "value"]) !== true)
      .map((workspace) => violation(workspace, "its nodes get public addresses")),
    ...beyondNat(resources, "aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway"),
    ...beyondNat(resources, "azure-native:network:PublicIPAddress", "azure-native:network:NatGateway"),
  ],
};

/** More public addresses than NAT gateways: one of them is on something else. */
function beyondNat(resources: Parameters<PolicyRule["check"]>[0], address: string, gateway: string) {
  const gateways = ofType(resources, gateway).length;
  return ofType(resources, address)
    .slice(gateways)
    .map((extra) => violation(extra, "a public address that belongs to no NAT gateway"));
}

import type { PolicyRule } from "../policyRule.ts";
import { at, listAt, ofType, type Resources, violation } from "../resources.ts";

const anyone = new Set(["0.0.0.0/0", "::/0", "*", "Internet", "Any"]);

export const noWayIn: PolicyRule = {
  id: "no-way-in",
  title: "Nothing comes in from the internet: no open port, no SSH key",
  controls: ["FSBP EC2.13", "FSBP EC2.14", "FSBP EC2.18", "CIS AWS 5.2", "CKV_AWS_24", "CKV_AWS_25", "CKV_AZURE_10"],
  enforcement: "mandatory",
  check: (resources) => [
    ...ofType(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter(({ properties }) => [properties["cidrIpv4"], properties["cidrIpv6"]].some(isAnyone))
      .map((rule) => violation(rule, "it opens a port to everyone")),
    ...ofType(resources, "aws:ec2/securityGroup:SecurityGroup")
      .filter(({ properties }) =>
        listAt(properties, ["ingress"]).some((rule) => listAt(rule, ["cidrBlocks"]).some(isAnyone)),
      )
      .map((group) => violation(group, "it opens a port to everyone")),
    ...ofType(resources, "azure-native:network:NetworkSecurityGroup")
      .filter(({ properties }) => listAt(properties, ["securityRules"]).some(opensToAnyone))
      .map((group) => violation(group, "a rule lets everyone in")),
    ...keyPairs(resources),
  ],
};

const isAnyone = (source: unknown): boolean => typeof source === "string" && anyone.has(source);

const opensToAnyone = (rule: unknown): boolean =>
  at(rule, ["direction"]) === "Inbound" &&
  at(rule, ["access"]) === "Allow" &&
  isAnyone(at(rule, ["sourceAddressPrefix"]));

function keyPairs(resources: Resources) {
  const paths = {
    "aws:emr/cluster:Cluster": ["ec2Attributes", "keyName"],
    "aws:ec2/launchTemplate:LaunchTemplate": ["keyName"],
  };
  return Object.entries(paths).flatMap(([type, path]) =>
    ofType(resources, type)
      .filter(({ properties }) => at(properties, path) !== undefined)
      .map((resource) => violation(resource, "it has an SSH key pair; Systems Manager needs none")),
  );
}

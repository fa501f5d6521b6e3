import type { PolicyRule } from "../policyRule.ts";
import { at, ofType, parsed, violation } from "../resources.ts";

export const imdsv2Only: PolicyRule = {
  id: "imdsv2-only",
  title: "Nodes give their credentials only to themselves (IMDSv2, one hop)",
  controls: ["FSBP EC2.8", "FSBP EC2.170", "CIS AWS 5.6", "CKV_AWS_79", "CKV_AWS_341"],
  enforcement: "mandatory",
  check: (resources) => [
    ...ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")
      .filter(
        ({ properties }) =>
          at(properties, ["metadataOptions", "httpTokens"]) !== "required" ||
          at(properties, ["metadataOptions", "httpPutResponseHopLimit"]) !== 1,
      )
      .map((template) => violation(template, "httpTokens is not required, or more than one hop is allowed")),
    ...ofType(resources, "aws:emr/securityConfiguration:SecurityConfiguration")
      .filter(({ properties }) => properties["configuration"] !== undefined)
      .filter(({ properties }) => {
        const service = at(parsed(properties["configuration"]), ["InstanceMetadataServiceConfiguration"]);
        return at(service, ["MinimumInstanceMetadataServiceVersion"]) !== 2;
      })
      .map((configuration) => violation(configuration, "the metadata service of version 1 is allowed")),
  ],
};

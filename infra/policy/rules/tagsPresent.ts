import type { PolicyRule } from "../policyRule.ts";
import { at, violation } from "../resources.ts";

/** Types that take no tags, or take them in another place. */
const untaggable = new RegExp(
  [
    "^aws:s3/bucket(?!:|Objectv2:)",
    "^aws:iam/(group|groupMembership|groupPolicyAttachment|rolePolicy|rolePolicyAttachment|accessKey):",
    "^aws:ec2/(route|routeTableAssociation):",
    "^aws:emr/(securityConfiguration|instanceFleet):",
    "^aws:(kms/alias|scheduler/schedule):",
    "^aws:sagemaker/(userProfile|space):",
    "^azure-native:(authorization|consumption|storage:Blob|storage:ManagementPolicy|network:Subnet)",
  ].join("|"),
);

export const tagsPresent: PolicyRule = {
  id: "tags-present",
  title: "Everything that takes tags says whose stack it is",
  controls: ["verger promise: the receipt finds everything by tag"],
  enforcement: "mandatory",
  check: (resources) =>
    resources
      .filter(({ type }) => /^(aws|azure-native):/.test(type) && !untaggable.test(type))
      .filter(({ properties }) => typeof at(properties, ["tags", "verger:stack"]) !== "string")
      .map((resource) => violation(resource, "the tag verger:stack is missing")),
};

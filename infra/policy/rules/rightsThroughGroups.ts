import type { PolicyRule } from "../policyRule.ts";
import { ofType, violation } from "../resources.ts";

export const rightsThroughGroups: PolicyRule = {
  id: "rights-through-groups",
  title: "People have their rights through a group or a role",
  controls: ["FSBP IAM.2", "CIS AWS 1.15", "CKV_AWS_40"],
  enforcement: "mandatory",
  check: (resources) =>
    ofType(resources, "aws:iam/userPolicy:UserPolicy", "aws:iam/userPolicyAttachment:UserPolicyAttachment").map(
      (policy) => violation(policy, "a policy is attached to a user"),
    ),
};

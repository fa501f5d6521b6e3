import { policyStatements } from "../policyStatements.ts";
import type { PolicyRule } from "../policyRule.ts";
import { violation } from "../resources.ts";

export const noWildcardActions: PolicyRule = {
  id: "no-wildcard-actions",
  title: "No document allows an action by wildcard",
  controls: ["FSBP IAM.1", "FSBP IAM.21", "CIS AWS 1.16", "CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_286"],
  enforcement: "mandatory",
  check: (resources) =>
    policyStatements(resources)
      .filter(({ effect, actions }) => effect === "Allow" && actions.some((action) => action.includes("*")))
      .map(({ resource, actions }) => violation(resource, `it allows ${actions.join(", ")}`)),
};

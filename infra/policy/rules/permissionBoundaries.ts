import type { PolicyRule } from "../policyRule.ts";
import { ofType, violation } from "../resources.ts";

export const permissionBoundaries: PolicyRule = {
  id: "permission-boundaries",
  title: "Every role and user has a boundary",
  controls: ["NIST AC-6"],
  enforcement: "mandatory",
  check: (resources) =>
    ofType(resources, "aws:iam/role:Role", "aws:iam/user:User")
      .filter(({ properties }) => !("permissionsBoundary" in properties))
      .map((identity) => violation(identity, "permissionsBoundary is missing")),
};

import { policyStatements } from "../policyStatements.ts";
import type { PolicyRule } from "../policyRule.ts";
import { at, violation } from "../resources.ts";

export const passRoleNarrow: PolicyRule = {
  id: "pass-role-narrow",
  title: "A role is handed on by name, and to one named service",
  controls: ["CKV_AWS_286", "CIS AWS 1.16"],
  enforcement: "mandatory",
  check: (resources) =>
    policyStatements(resources)
      .filter(({ effect, actions }) => effect === "Allow" && actions.includes("iam:PassRole"))
      .filter(
        ({ resources: roles, statement }) =>
          roles.length === 0 ||
          roles.some((role) => role.includes("*")) ||
          typeof at(statement, ["Condition", "StringEquals", "iam:PassedToService"]) !== "string",
      )
      .map(({ resource }) => violation(resource, "iam:PassRole without a named role and iam:PassedToService")),
};

import type { PlannedResource } from "./policyRule.ts";
import { at, listAt, parsed, type Resources } from "./resources.ts";

export interface FoundStatement {
  readonly resource: PlannedResource;
  readonly effect: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly statement: unknown;
}

/** Every statement of every IAM document of a stack, identity and resource policies and trusts alike. */
export function policyStatements(resources: Resources): readonly FoundStatement[] {
  return resources
    .filter(({ type }) => type.startsWith("aws:"))
    .flatMap((resource) =>
      ["policy", "assumeRolePolicy"].flatMap((key) =>
        listAt(parsed(resource.properties[key]), ["Statement"]).map((statement) => ({
          resource,
          statement,
          effect: at(statement, ["Effect"]),
          actions: texts(at(statement, ["Action"])),
          resources: texts(at(statement, ["Resource"])),
        })),
      ),
    );
}

function texts(value: unknown): string[] {
  return [value].flat().filter((item): item is string => typeof item === "string");
}

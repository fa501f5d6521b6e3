import type { Verdict } from "../../infra/plan/verdicts.ts";

/** Every rule with its controls, and under a broken one what breaks it and what to change. */
export function policyScreen(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ title, controls, enforcement, violations }) => [
    `  ${violations.length === 0 ? "✓" : enforcement === "mandatory" ? "✗" : "!"} ${title}  [${[enforcement, ...controls].join(", ")}]`,
    ...violations.map(({ resource, message }) => `      ${resource.type} ${resource.name}: ${message}`),
  ]);
}

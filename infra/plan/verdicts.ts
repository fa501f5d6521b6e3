import type { Enforcement, PlannedResource, PolicyRule, Violation } from "../policy/policyRule.ts";

/** What one rule says about a stack. */
export interface Verdict {
  readonly id: string;
  readonly title: string;
  readonly controls: readonly string[];
  readonly enforcement: Enforcement;
  readonly violations: readonly Violation[];
}

/** Asks every rule about the planned resources. */
export function verdicts(rules: readonly PolicyRule[], resources: readonly PlannedResource[]): readonly Verdict[] {
  return rules.map(({ id, title, controls, enforcement, check }) => ({
    id,
    title,
    controls,
    enforcement,
    violations: check(resources),
  }));
}

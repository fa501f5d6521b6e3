import { z } from "zod";
import { InputError } from "../../job/contract/errors.ts";
import type { PlannedResource, PolicyRule, Violation } from "./policyRule.ts";

/** Somebody's decision that one resource may break one rule, for a reason and until a day. */
export const Waiver = z.strictObject({
  rule: z.string().min(1).describe("Id of the rule, such as no-way-in"),
  resource: z.string().min(1).describe("Name of the resource in the program"),
  reason: z.string().min(10).describe("Why, for whoever reads it next year"),
  expires: z.iso.date().describe("Last day on which it holds, at most a year away"),
});
export type Waiver = z.output<typeof Waiver>;

export const Waivers = z.array(Waiver);

const longestWaiverDays = 366;

/** The rules with their waivers applied: a waived violation is gone until the waiver expires, and then says so. */
export function withWaivers(rules: readonly PolicyRule[], waivers: readonly Waiver[], today: Date): PolicyRule[] {
  refuseUseless(rules, waivers, today);
  return rules.map((rule) => {
    const own = waivers.filter((waiver) => waiver.rule === rule.id);
    if (own.length === 0) return rule;
    return { ...rule, check: (resources) => rule.check(resources).flatMap((found) => judge(found, own, today)) };
  });
}

function judge(found: Violation, waivers: readonly Waiver[], today: Date): Violation[] {
  const waiver = waivers.find(({ resource }) => resource === nameOf(found.resource));
  if (waiver === undefined) return [found];
  if (endOf(waiver) >= today) return [];
  return [{ ...found, message: `${found.message} (its waiver expired on ${waiver.expires}: ${waiver.reason})` }];
}

const nameOf = ({ name }: PlannedResource): string => name;

const endOf = ({ expires }: Waiver): Date => new Date(`${expires}T23:59:59Z`);

function refuseUseless(rules: readonly PolicyRule[], waivers: readonly Waiver[], today: Date): void {
  const known = new Set(rules.map(({ id }) => id));
  const farthest = today.getTime() + longestWaiverDays * 86_400_000;
  for (const waiver of waivers) {
    if (!known.has(waiver.rule))
      throw new InputError(`waivers.json: there is no rule ${waiver.rule}`, `rules: ${[...known].join(", ")}`);
    if (endOf(waiver).getTime() > farthest)
      throw new InputError(
        `waivers.json: the waiver of ${waiver.rule} for ${waiver.resource} holds longer than a year`,
        "give it a day within a year, and decide again then",
      );
  }
}

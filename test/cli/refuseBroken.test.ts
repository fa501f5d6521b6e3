import { describe, expect, it } from "vitest";
import { refuseBroken } from "../../cli/showPlan.ts";
import type { Plan } from "../../infra/plan/plan.ts";
import { exitCodes } from "../../job/contract/errors.ts";

type Judged = Parameters<typeof refuseBroken>[0];

const plan = {
  stack: "aws-paris",
  policy: [],
  run: { minutes: 60, price: { known: 2, unknown: [] } },
  cap: { budget: 10, hours: 3 },
};
const judge = (more: object): void => refuseBroken({ ...plan, ...more } as unknown as Judged); // What it reads of a plan, and no more.
const rule = (enforcement: string, violations: readonly object[]): Partial<Plan["policy"][number]> =>
  ({ id: "eu-regions-only", enforcement, violations }) as unknown as Partial<Plan["policy"][number]>; // As above.

describe("a plan that is shown before anything is made", () => {
  it("goes on where the budget pays for the run and no mandatory rule is broken", () => {
    expect(() => judge({})).not.toThrow();
    expect(() => judge({ policy: [rule("advisory", [{}]), rule("mandatory", [])] })).not.toThrow();
  });

  it("is refused with 5 where a mandatory rule is broken, which it names", () => {
    expect(() => judge({ policy: [rule("mandatory", [{}])] })).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.policy,
        message: "aws-paris breaks eu-regions-only: nothing was made",
        hint: "verger plan -s aws-paris --policy",
      }),
    );
  });

  it.each([
    ["costs more than the budget", { run: { minutes: 60, price: { known: 10.5, unknown: [] } } }],
    ["would be cut off by the budget before its end", { run: { minutes: 181, price: { known: 2, unknown: [] } } }],
  ])("is refused with 11 where the run %s", (_what, more) => {
    expect(() => judge(more)).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.overBudget,
        message: expect.stringContaining("nothing was made"),
        hint: expect.stringContaining("verger:limits.budget"),
      }),
    );
  });
});

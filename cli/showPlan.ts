import type { Plan } from "../infra/plan/plan.ts";
import { exitCodes, VergerError } from "../job/contract/errors.ts";
import { minutesText, usdText } from "./screen/money.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Plans a stack and shows the plan on stderr, for so many images or those its file expects.
 * @throws VergerError (policy) when a mandatory rule is broken, (overBudget) when the run would cost more than the
 *   budget or be cut off by it: nothing is made then
 */
export async function showPlan(terminal: Terminal, stack: string, images?: number): Promise<Plan> {
  const [{ planStack }, { planScreen }] = await Promise.all([
    import("../infra/plan/planStack.ts"),
    import("./screen/planScreen.ts"),
  ]);
  const { environment, workingFolder } = terminal;
  const plan = await planStack({ stack, images, workingFolder, environment, now: terminal.now() });
  for (const line of planScreen(plan, terminal.columns)) terminal.note(line);
  refuseBroken(plan);
  return plan;
}

/** Why a plan must not be carried out. Pure, so that both limits can be tested without a stack. */
export function refuseBroken({ stack, policy, run, cap }: Pick<Plan, "stack" | "policy" | "run" | "cap">): void {
  const broken = policy.filter(({ enforcement, violations }) => enforcement === "mandatory" && violations.length > 0);
  if (broken.length > 0)
    throw new VergerError(
      exitCodes.policy,
      `${stack} breaks ${broken.map(({ id }) => id).join(", ")}: nothing was made`,
      `verger plan -s ${stack} --policy`,
    );
  const tooLong = run.minutes > cap.hours * 60;
  if (!tooLong && run.price.known <= cap.budget) return;
  const needs = `${minutesText(run.minutes)} and ${usdText(run.price.known)}`;
  throw new VergerError(
    exitCodes.overBudget,
    `${stack} needs about ${needs}; its budget of ${usdText(cap.budget)} ends everything after ${minutesText(cap.hours * 60)}: nothing was made`,
    `raise verger:limits.budget in stacks/Pulumi.${stack}.yaml, or expect fewer images; another stack may be cheaper: verger plan --compare`,
  );
}

import type { CommandDef } from "citty";
import { stackEngine } from "../../infra/lifecycle/engine/stackEngine.ts";
import { upStack } from "../../infra/lifecycle/upStack.ts";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import { confirm } from "../confirm.ts";
import { givenStack, stackOption } from "../stackOption.ts";
import type { Terminal } from "../terminal.ts";

/** `verger up`: shows the plan and its price, asks once, then makes the stack and hands it the job. */
export function upCommand(terminal: Terminal): CommandDef {
  return {
    meta: { name: "up", description: "Show what a stack costs, ask once, make it and run its job" },
    args: { ...stackOption, yes: { type: "boolean", alias: "y", description: "Do not ask" } },
    async run({ args }) {
      const { stack } = givenStack(terminal, "up", args.stack);
      await showPlan(terminal, stack);
      if (args.yes !== true) await confirm(terminal, "Proceed?");
      const { environment, workingFolder } = terminal;
      const onLine = (line: string): void => terminal.note(line);
      const pulumi = await stackEngine({ stack, workingFolder, environment, onLine, now: () => terminal.now() });
      await upStack({ pulumi, stack, onLine, signal: terminal.interrupted });
      terminal.print(`✓ up            ${stack}`);
      terminal.print(`Next: verger destroy -s ${stack}`);
    },
  };
}

/** @throws VergerError (policy) when a mandatory rule is broken: nothing is made then */
async function showPlan(terminal: Terminal, stack: string): Promise<void> {
  const [{ planStack }, { planScreen }] = await Promise.all([
    import("../../infra/plan/planStack.ts"),
    import("../screen/planScreen.ts"),
  ]);
  const { environment, workingFolder } = terminal;
  const plan = await planStack({ stack, images: undefined, workingFolder, environment, now: terminal.now() });
  for (const line of planScreen(plan, terminal.columns)) terminal.note(line);
  const broken = plan.policy.filter(
    ({ enforcement, violations }) => enforcement === "mandatory" && violations.length > 0,
  );
  if (broken.length > 0)
    throw new VergerError(
      exitCodes.policy,
      `${stack} breaks ${broken.map(({ id }) => id).join(", ")}: nothing was made`,
      `verger plan -s ${stack} --policy`,
    );
}

import type { CommandDef } from "citty";
import { stackEngine } from "../../infra/lifecycle/engine/stackEngine.ts";
import { upStack } from "../../infra/lifecycle/upStack.ts";
import { confirm } from "../confirm.ts";
import { showPlan } from "../showPlan.ts";
import { givenStack, stackOption, yesOption } from "../stackOption.ts";
import type { Terminal } from "../terminal.ts";

/** `verger up`: shows the plan and its price, asks once, then makes the stack and hands it the job. */
export function upCommand(terminal: Terminal): CommandDef {
  return {
    args: { ...stackOption, ...yesOption },
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

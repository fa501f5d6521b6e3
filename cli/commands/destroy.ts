import type { CommandDef } from "citty";
import { setTimeout as sleep } from "node:timers/promises";
import { destroyStack } from "../../infra/lifecycle/destroyStack.ts";
import { stackEngine } from "../../infra/lifecycle/engine/stackEngine.ts";
import { verifyStack } from "../../infra/lifecycle/verifyStack.ts";
import { confirm } from "../confirm.ts";
import { showReceipt } from "../showReceipt.ts";
import { givenStack, stackOption } from "../stackOption.ts";
import type { Terminal } from "../terminal.ts";

/** `verger destroy`: takes a stack away, then asks every service whether it is gone. */
export function destroyCommand(terminal: Terminal): CommandDef {
  return {
    args: {
      ...stackOption,
      yes: { type: "boolean", alias: "y", description: "Do not ask" },
      json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
    },
    async run({ args }) {
      const { stack, settings } = givenStack(terminal, "destroy", args.stack);
      const kept = settings.retainResults ? "The results are kept." : "The results go with it.";
      if (args.yes !== true) await confirm(terminal, `Destroy everything of ${stack}? ${kept}`);

      const { environment, workingFolder } = terminal;
      const onLine = (line: string): void => terminal.note(line);
      const pulumi = await stackEngine({ stack, workingFolder, environment, onLine, now: () => terminal.now() });
      const known = await destroyStack({ pulumi, stack, onLine, sleep: (milliseconds) => sleep(milliseconds) });
      terminal.note(`✓ destroyed     ${stack}`);
      const receipt = await verifyStack({ stack, settings, known, environment, now: () => terminal.now() });
      return showReceipt(terminal, receipt, args.json === true ? "json" : "show");
    },
  };
}

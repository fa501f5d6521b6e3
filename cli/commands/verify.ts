import type { CommandDef } from "citty";
import { nothingKnown } from "../../infra/lifecycle/engine/knownIds.ts";
import { verifyStack } from "../../infra/lifecycle/verifyStack.ts";
import { showReceipt } from "../showReceipt.ts";
import { givenStack, stackOption } from "../stackOption.ts";
import type { Terminal } from "../terminal.ts";

/** `verger verify`: what the clouds still have of a stack, without its state. Changes nothing. */
export function verifyCommand(terminal: Terminal): CommandDef {
  return {
    args: {
      ...stackOption,
      json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
    },
    async run({ args }) {
      const { stack, settings } = givenStack(terminal, "verify", args.stack);
      const { environment } = terminal;
      const now = (): Date => terminal.now();
      const receipt = await verifyStack({ stack, settings, known: nothingKnown, environment, now });
      return showReceipt(terminal, receipt, args.json === true ? "json" : "show");
    },
  };
}

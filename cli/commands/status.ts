import type { CommandDef } from "citty";
import { statusScreen } from "../screen/statusScreen.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import { statusOf } from "../statusOf.ts";
import type { Terminal } from "../terminal.ts";

/** `verger status`: how a stack, its machines and its job stand, and what they cost an hour. */
export function statusCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.status,
    async run({ args }) {
      const status = await statusOf(openSession(terminal, "status", args.stack), terminal);
      if (args.json === true) terminal.print(JSON.stringify(status));
      else for (const line of statusScreen(status, terminal.now(), terminal.columns)) terminal.print(line);
    },
  };
}

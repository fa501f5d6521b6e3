import type { CommandDef } from "citty";
import { asError } from "../../infra/lifecycle/runStack.ts";
import { followRun } from "../followRun.ts";
import { sayDetached } from "../sayDetached.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";

/** `verger watch`: follows a stack's job to its end. It may be closed and opened again: the job does not notice. */
export function watchCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.watch,
    async run({ args }) {
      const session = openSession(terminal, "watch", args.stack);
      const asked = await session.asked();
      terminal.note(`${session.stack} · run ${asked.runId}`);
      const end = await followRun(session, asked, terminal);
      if (args.json === true) terminal.print(JSON.stringify({ stack: session.stack, runId: asked.runId, ...end }));
      if (end.kind === "detached") return sayDetached(session, terminal);
      if (end.kind !== "completed") throw asError(end);
      if (args.json !== true) {
        terminal.print(`✓ completed     ${asked.request.runs}${asked.runId}/`);
        terminal.print(`Next: verger fetch -s ${session.stack}, then verger destroy -s ${session.stack}`);
      }
      return undefined;
    },
  };
}

import type { CommandDef } from "citty";
import { readLogs } from "../../infra/lifecycle/logs/readLogs.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import type { LogSource } from "../../infra/lifecycle/logs/logSource.ts";
import { openSession, pauses } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";

const followMs = 15_000;

/** `verger logs`: the probable cause first, then the lines that tell most and where every log is kept. */
export function logsCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.logs,
    async run({ args }) {
      const session = openSession(terminal, "logs", args.stack);
      const asked = await session.asked();
      const { logSources } = await import("../../infra/lifecycle/logs/logSources.ts");
      const { environment, workingFolder, interrupted } = terminal;
      const sources = () => logSources(asked, { environment, workingFolder });
      if (args.follow === true) return follow(sources, terminal);

      const { cause, lines, logs } = await readLogs(await sources(), args.all === true);
      if (interrupted.aborted) return;
      if (args.json === true) {
        terminal.print(
          JSON.stringify({
            stack: session.stack,
            runId: asked.runId,
            cause,
            lines,
            logs: logs.map(({ where }) => where),
          }),
        );
        return;
      }
      if (cause !== undefined) terminal.print(`Probable cause: ${cause.what}\n  ${cause.line}\n  → ${cause.fix}`);
      if (logs.length === 0)
        terminal.print(
          `No log yet: the platforms bring them with minutes of delay. Meanwhile: verger status -s ${session.stack}, or ${asked.consoleUrl}`,
        );
      if (args.all === true) for (const { where, text } of logs) terminal.print(`── ${where}\n${text.trimEnd()}`);
      else {
        for (const line of lines) terminal.print(`  ${line}`);
        for (const { where } of logs) terminal.print(where);
      }
    },
  };
}

/** What is new in the driver's logs at every look; a log that is replaced by a longer one goes on where it was. */
async function follow(sources: () => Promise<readonly LogSource[]>, terminal: Terminal): Promise<void> {
  const shown = new Map<string, number>();
  const pause = pauses(terminal.interrupted);
  while (!terminal.interrupted.aborted) {
    const { logs } = await readLogs(
      (await sources()).filter(({ of }) => of === "driver"),
      false,
    );
    for (const { where, text } of logs) {
      const fresh = text.slice(shown.get(where) ?? 0);
      shown.set(where, text.length);
      if (fresh.trim() !== "") terminal.print(fresh.trimEnd());
    }
    await pause(followMs).catch(() => undefined);
  }
}

import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { withoutSecrets } from "../infra/withoutSecrets.ts";
import { shownPath } from "./screen/shownPath.ts";
import type { Terminal } from "./terminal.ts";

export interface EngineLog {
  readonly write: (line: string) => void;
  /** Where the lines are; undefined where there were none, or the folder cannot be written. */
  readonly path: () => string | undefined;
}

/**
 * Keeps what the engine says, without secrets, in `logs/<stack>/<moment>-<command>.log`: line by line, so that a kill
 * loses none. A folder that cannot be written holds up nothing.
 */
export function engineLog(terminal: Terminal, stack: string, command: string): EngineLog {
  const moment = terminal.now().toISOString().replaceAll(":", "-");
  const path = join(terminal.workingFolder, "logs", stack, `${moment}-${command}.log`);
  const shown = withoutSecrets(terminal.environment);
  let state: "new" | "open" | "unwritable" = "new";
  return {
    path: () => (state === "open" ? path : undefined),
    write(line) {
      if (state === "unwritable") return;
      try {
        if (state === "new") mkdirSync(dirname(path), { recursive: true });
        appendFileSync(path, `${shown(line)}\n`);
        state = "open";
      } catch {
        state = "unwritable";
      }
    },
  };
}

/** Says where the engine's lines are. */
export function sayLog({ path }: EngineLog, terminal: Terminal): void {
  const kept = path();
  if (kept !== undefined) terminal.note(`  pulumi        ${shownPath(kept, terminal.workingFolder)}`);
}

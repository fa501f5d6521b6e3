import { withoutSecrets } from "../infra/withoutSecrets.ts";
import type { Terminal } from "./terminal.ts";

/** The same terminal, on which no secret of the environment is ever shown. */
export function guardedTerminal(terminal: Terminal, verbose = false): Terminal {
  const shown = withoutSecrets(terminal.environment);
  const { live } = terminal;
  return {
    ...terminal,
    verbose,
    get columns() {
      return terminal.columns;
    },
    print: (text) => terminal.print(shown(text)),
    note: (text) => terminal.note(shown(text)),
    live: live && { draw: (text) => live.draw(shown(text)), clear: () => live.clear() },
  };
}

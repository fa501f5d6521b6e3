import type { JobListener } from "../job/engines/jobEvents.ts";
import type { LocalJobContext } from "../job/engines/local/localJobContext.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** The surroundings of a local job: everything it takes from the world outside its arguments. */
export function jobContext(terminal: Terminal, listener: JobListener): LocalJobContext {
  return {
    signal: terminal.interrupted,
    listener,
    environment: terminal.environment,
    fetch,
    now: () => terminal.now(),
    random: () => terminal.random(),
    vergerVersion: version,
    workingFolder: terminal.workingFolder,
  };
}

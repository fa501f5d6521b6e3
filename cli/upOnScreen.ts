import type { Pulumi } from "../infra/lifecycle/engine/pulumi.ts";
import { upStack } from "../infra/lifecycle/upStack.ts";
import { engineLog, sayLog } from "./engineLog.ts";
import { followBeside } from "./followBeside.ts";
import { EngineScreen } from "./screen/engineScreen.ts";
import { plural } from "./screen/numbers.ts";
import type { StackSession } from "./stackSession.ts";
import { stillToMake } from "./stillToMake.ts";
import type { Terminal } from "./terminal.ts";

export interface UpOnScreen {
  readonly session: StackSession;
  readonly terminal: Terminal;
  readonly pulumi: Pulumi;
  /** How many resources the plan has. */
  readonly planned: number;
  /** Whether to show the job too, which the engine waits for as a resource like any other. */
  readonly follows: boolean;
}

/** The job as the engine begins it; see `infra/submission/submission.ts`. */
const jobBegins = /command:local:Command job creating\b/;

/**
 * Makes a stack with a line that says how far it is, then with the job's own bar.
 * @returns `66 resources in 7:12`
 */
export async function upOnScreen({ session, terminal, pulumi, planned, follows }: UpOnScreen): Promise<string> {
  const { stack } = session;
  const log = engineLog(terminal, stack, "up");
  const total = await stillToMake(session, planned);
  const screen = new EngineScreen(terminal, { doing: "made", total, log: log.write });
  const engine = new AbortController();
  const over = AbortSignal.any([engine.signal, terminal.interrupted]);
  let following: Promise<void> | undefined;
  let ended = { done: 0, took: "" };
  const onLine = (line: string): void => {
    screen.show(line);
    if (!follows || following !== undefined || !jobBegins.test(line)) return;
    screen.giveWay();
    following = followBeside(session, terminal, over);
  };
  try {
    await upStack({ pulumi, stack, onLine, signal: terminal.interrupted });
  } finally {
    engine.abort();
    await following;
    ended = screen.end();
    sayLog(log, terminal);
  }
  return `${plural(ended.done, "resource")} in ${ended.took}`;
}

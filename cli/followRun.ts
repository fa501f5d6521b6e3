import type { AskedJob } from "../infra/lifecycle/stack/stackRecord.ts";
import { type WatchEnd, watchRun } from "../infra/lifecycle/watch/watchRun.ts";
import { WatchScreen } from "./screen/watchScreen.ts";
import { pauses, type StackSession } from "./stackSession.ts";
import type { Terminal } from "./terminal.ts";

/** Watches a job on the screen to its end; ctrl-C, or whatever else `detach` is, ends the watch and never the job. */
export async function followRun(
  session: StackSession,
  asked: AskedJob,
  terminal: Terminal,
  detach: AbortSignal = terminal.interrupted,
): Promise<WatchEnd> {
  const screen = new WatchScreen(terminal);
  const clock = { now: () => terminal.now(), sleep: pauses(detach), detach };
  try {
    return await watchRun(await session.watched(asked), asked.request.maxHours, clock, (sight) => screen.show(sight));
  } finally {
    screen.end();
  }
}

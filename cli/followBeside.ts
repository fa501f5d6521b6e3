import { exitCodes, VergerError } from "../job/contract/errors.ts";
import type { AskedJob } from "../infra/lifecycle/stack/stackRecord.ts";
import { followRun } from "./followRun.ts";
import { pauses, type StackSession } from "./stackSession.ts";
import type { Terminal } from "./terminal.ts";

const lookMs = 2_000;

/**
 * Shows a job's progress while the engine waits for its end. The engine's word is what counts: what cannot be seen here
 * is said, and fails nothing.
 * @param over aborts when the engine has ended
 */
export async function followBeside(session: StackSession, terminal: Terminal, over: AbortSignal): Promise<void> {
  try {
    const asked = await askedSoon(session, over);
    if (asked?.request.wait === true) await followRun(session, asked, terminal, over);
  } catch (error) {
    if (over.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    terminal.note(`  the job's progress cannot be shown: ${why}`);
  }
}

/** The engine writes the job into the state a moment before it begins, or a moment after. */
async function askedSoon(session: StackSession, over: AbortSignal): Promise<AskedJob | undefined> {
  while (!over.aborted) {
    try {
      return await session.asked();
    } catch (error) {
      if (!(error instanceof VergerError) || error.exitCode !== exitCodes.stackNotFound) throw error;
    }
    await pauses(over)(lookMs);
  }
  return undefined;
}

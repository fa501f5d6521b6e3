import type { StackStatus } from "../infra/lifecycle/status/stackStatus.ts";
import type { StackSession } from "./stackSession.ts";
import type { Terminal } from "./terminal.ts";

/** Asks the state, the platform and the run folder how a stack stands. */
export async function statusOf(session: StackSession, terminal: Terminal): Promise<StackStatus> {
  const { stackStatus } = await import("../infra/lifecycle/status/stackStatus.ts");
  const { settings, job, watched } = session;
  return stackStatus({ record: await session.record(), settings, job, watched, now: terminal.now() });
}

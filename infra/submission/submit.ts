import { exitCodes, JobFailedError, VergerError } from "../../job/contract/errors.ts";
import { isOver, type JobState, type JobSubmitter, type RunOrder, type SubmittedJob } from "./jobSubmitter.ts";
import { runIdOf, type SubmissionRequest } from "./submissionRequest.ts";

export interface SubmissionClock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What a submission tells while it goes on: one line a change, nothing secret. */
export type Say = (line: string) => void;

const pollMs = 15_000;

/** After the cloud's own deadline, so much longer for it to say so. */
const graceHours = 0.5;

/** The run a request asks for. */
export function runOrderOf(request: SubmissionRequest): RunOrder {
  const runId = runIdOf(request);
  const { images, runs, job } = request;
  return { runId, images, runs, job };
}

/**
 * Hands a job over once, however often it is called: a run that waits, runs or has completed is taken up, only a
 * failed or cancelled one is started anew. Waits for the end when the request says so.
 * @throws JobFailedError with the job's own reason; VergerError (timeout) when its time is over without an end.
 */
export async function submit(
  request: SubmissionRequest,
  submitter: JobSubmitter,
  clock: SubmissionClock,
  say: Say,
): Promise<SubmittedJob> {
  const order = runOrderOf(request);
  const known = await submitter.find(order.runId);
  const again = known !== undefined && (!isOver(known.state) || known.state.kind === "completed");
  const job = again ? known : await submitter.start(order);
  say(`run ${order.runId} ${again ? `is ${job.state.kind}` : "submitted"} (${job.id})`);
  say(`writes ${order.runs}${order.runId}/`);
  if (!request.wait) return job;
  return { id: job.id, state: await untilOver(request, submitter, job, clock, say) };
}

/** Ends the request's job when it is not over; says what it found, and gives it. */
export async function cancel(
  request: SubmissionRequest,
  submitter: JobSubmitter,
  say: Say,
): Promise<SubmittedJob | undefined> {
  const runId = runIdOf(request);
  const job = await submitter.find(runId);
  if (job === undefined || isOver(job.state)) {
    say(`run ${runId} is ${job === undefined ? "unknown" : "over"}: nothing to cancel`);
    return job;
  }
  await submitter.cancel(job.id);
  say(`run ${runId} cancelled (${job.id})`);
  return { id: job.id, state: { kind: "cancelled" } };
}

async function untilOver(
  { maxHours }: SubmissionRequest,
  submitter: JobSubmitter,
  { id, state: first }: SubmittedJob,
  clock: SubmissionClock,
  say: Say,
): Promise<JobState> {
  const deadline = clock.now() + (maxHours + graceHours) * 3_600_000;
  let state = first;
  while (!isOver(state)) {
    if (clock.now() > deadline)
      throw new VergerError(
        exitCodes.timeout,
        `${id} is still ${state.kind} after ${maxHours} hours, when everything should have powered off`,
        "verger status shows what is left; verger destroy ends it",
      );
    await clock.sleep(pollMs);
    const next = await submitter.stateOf(id);
    if (next.kind !== state.kind) say(`${id} is ${next.kind}`);
    state = next;
  }
  if (state.kind === "failed")
    throw new JobFailedError(
      state.reason,
      state.log === undefined ? "verger logs shows the whole" : `log: ${state.log}`,
    );
  if (state.kind === "cancelled")
    throw new VergerError(exitCodes.cancelled, `${id} was cancelled`, "pulumi up submits it again");
  return state;
}

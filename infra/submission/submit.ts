import { exitCodes, JobFailedError, VergerError } from "../../job/contract/errors.ts";
import { isOver, type JobState, type JobSubmitter, type RunOrder, type SubmittedJob } from "./jobSubmitter.ts";
import { mayPass } from "./mayPass.ts";
import { runIdOf, type SubmissionRequest } from "./submissionRequest.ts";

export interface SubmissionClock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What a submission tells while it goes on: one line a change, nothing secret. */
export type Say = (line: string) => void;

const pollMs = 15_000;
/** So many questions in a row may stay without an answer before the watch gives up: about five minutes. */
const mostUnanswered = 20;
/** How often a job is handed over where no answer comes; the pauses between grow. */
const mostStarts = 5;
const startPauseMs = 3_000;

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
  const job = again ? known : await startOnce(order, known, submitter, clock, say);
  say(`run ${order.runId} ${again ? `is ${job.state.kind}` : "submitted"} (${job.id})`);
  say(`writes ${order.runs}${order.runId}/`);
  if (!request.wait) return job;
  return { id: job.id, state: await untilOver(request, submitter, job, clock, say) };
}

/**
 * Starts a run. Where the answer to that is lost, or the platform was asked too much, it is looked whether the run was
 * begun all the same before it is started again: begun twice, it would be paid for twice.
 */
async function startOnce(
  order: RunOrder,
  known: SubmittedJob | undefined,
  submitter: JobSubmitter,
  { sleep }: SubmissionClock,
  say: Say,
): Promise<SubmittedJob> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await submitter.start(order);
    } catch (error) {
      if (attempt === mostStarts || !mayPass(error)) throw error;
      say(`no clear answer (${wordsOf(error)}): looking whether ${order.runId} was begun`);
      await sleep(startPauseMs * attempt);
      const begun = await submitter.find(order.runId);
      if (begun !== undefined && begun.id !== known?.id) return begun;
    }
  }
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

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
  let unanswered = 0;
  while (!isOver(state)) {
    if (clock.now() > deadline)
      throw new VergerError(
        exitCodes.timeout,
        `${id} is still ${state.kind} after ${maxHours} hours, when everything should have powered off`,
        "verger status shows what is left; verger destroy ends it",
      );
    await clock.sleep(pollMs);
    try {
      const next = await submitter.stateOf(id);
      if (next.kind !== state.kind) say(`${id} is ${next.kind}`);
      state = next;
      unanswered = 0;
    } catch (error) {
      if (!mayPass(error) || ++unanswered === mostUnanswered) throw error;
    }
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

import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import type { RunProgress } from "../../../job/results/runProgress.ts";
import { isOver, type JobState, type SubmittedJob } from "../../submission/jobSubmitter.ts";
import { type ComputeStatus, hasEnded } from "../compute/computeStatus.ts";

/** The three places that know how a run stands. */
export interface Watched {
  /** What the job itself wrote last. */
  readonly progress: () => Promise<RunProgress | undefined>;
  /** What the platform says of the job, and of the machines it runs on. */
  readonly job: () => Promise<SubmittedJob | undefined>;
  readonly compute: () => Promise<ComputeStatus>;
}

export interface WatchClock {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Ends the watch, never the job. */
  readonly detach: AbortSignal;
}

/** How a run stands at one moment. */
export interface Sight {
  readonly progress: RunProgress | undefined;
  readonly job: SubmittedJob | undefined;
  readonly compute: ComputeStatus;
  /** Minutes since the last sign of the job, where that is long for a job that runs. */
  readonly silentMinutes: number | undefined;
  /** Why the last look failed; the one before it is shown then. */
  readonly trouble: string | undefined;
}

export type WatchEnd =
  | { readonly kind: "completed" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "detached" }
  | {
      readonly kind: "failed";
      /** What ended: the job by itself, or the machines under it (a deadline, the idle stop, somebody). */
      readonly what: "job" | "machines";
      readonly reason: string;
      readonly hint: string | undefined;
      readonly log: string | undefined;
    };

const progressMs = 5_000;
/** The platforms limit how often they may be asked; they are asked at every third look. */
const looksPerQuestion = 3;
const silentAfterMinutes = 10;
/** So many looks in a row may fail before the watch gives up: about five minutes. */
const mostFailures = 60;
/** Machines that were never seen may still be coming: five minutes. Those that ended are asked about twice. */
const answersUntilAbsent = 20;
const answersUntilEnded = 2;
/** After the cloud's own deadline, so much longer for it to say so. */
const graceHours = 0.5;

/**
 * Follows a run to its end. The job's own progress is what is shown; the platform's state is what ends the watch, so
 * that a driver that died does not hang it.
 * @throws VergerError (auth) where the credentials no longer work, (timeout) past the deadline, (resource) where
 *   nothing answers any more. The job goes on in all three.
 */
export async function watchRun(
  watched: Watched,
  maxHours: number,
  { now, sleep, detach }: WatchClock,
  onSight: (sight: Sight) => void,
): Promise<WatchEnd> {
  const deadline = now().getTime() + (maxHours + graceHours) * 3_600_000;
  let sight: Sight | undefined;
  let failures = 0;
  let endedAnswers = 0;
  for (let look = 0; ; look++) {
    if (detach.aborted) return { kind: "detached" };
    try {
      const asks = look % looksPerQuestion === 0 || sight === undefined;
      sight = await takeSight(watched, asks ? undefined : sight, now());
      if (asks) endedAnswers = hasEnded(sight.compute) ? endedAnswers + 1 : 0;
      failures = 0;
    } catch (error) {
      if (detach.aborted) return { kind: "detached" };
      if (error instanceof VergerError && error.exitCode === exitCodes.auth) throw error;
      if (++failures === mostFailures || sight === undefined) throw error;
      sight = { ...sight, trouble: error instanceof Error ? error.message : String(error) };
    }
    onSight(sight);
    const end = endOf(sight, endedAnswers);
    if (end !== undefined) return end;
    if (now().getTime() > deadline)
      throw new VergerError(
        exitCodes.timeout,
        `the job is still ${sight.job?.state.kind ?? "unknown"} after ${maxHours} hours, when everything should have powered off`,
        "verger status shows what is left; verger destroy ends it",
      );
    try {
      await sleep(progressMs);
    } catch (error) {
      if (!detach.aborted) throw error;
    }
  }
}

async function takeSight({ progress, job, compute }: Watched, known: Sight | undefined, now: Date): Promise<Sight> {
  // The machines first: a job that is not over although they have ended will never be.
  const machines = known?.compute ?? (await compute());
  const submitted = known === undefined ? await job() : known.job;
  const newest = await progress();
  return {
    progress: newest,
    job: submitted,
    compute: machines,
    silentMinutes: silence(newest, submitted?.state, now),
    trouble: undefined,
  };
}

function silence(progress: RunProgress | undefined, state: JobState | undefined, now: Date): number | undefined {
  if (progress === undefined || state?.kind !== "running") return undefined;
  const minutes = (now.getTime() - new Date(progress.at).getTime()) / 60_000;
  return minutes >= silentAfterMinutes ? minutes : undefined;
}

function endOf({ job, compute, progress, trouble }: Sight, endedAnswers: number): WatchEnd | undefined {
  if (trouble !== undefined) return undefined;
  const state = job?.state;
  if (state !== undefined && isOver(state)) {
    if (state.kind !== "failed") return { kind: state.kind === "completed" ? "completed" : "cancelled" };
    const own = progress?.stage === "failed" ? progress : undefined;
    return { kind: "failed", what: "job", reason: own?.message ?? state.reason, hint: own?.hint, log: state.log };
  }
  if (!hasEnded(compute) || endedAnswers < (compute.state === "absent" ? answersUntilAbsent : answersUntilEnded))
    return undefined;
  const reason = `what runs the job ended before the job did (${compute.said})`;
  return { kind: "failed", what: "machines", reason, hint: undefined, log: undefined };
}

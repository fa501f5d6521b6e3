import type { Settings } from "../../../config/settings.ts";
import type { JobSpec } from "../../../job/contract/jobSpec.ts";
import type { RunProgress } from "../../../job/results/runProgress.ts";
import type { SubmittedJob } from "../../submission/jobSubmitter.ts";
import { type ComputeStatus, hasEnded } from "../compute/computeStatus.ts";
import type { AskedJob, StackRecord } from "../stack/stackRecord.ts";
import type { Watched } from "../watch/watchRun.ts";
import { type RunningCost, runningCost } from "./runningCost.ts";

/** A stack at one moment: its state, its machines, its job and its price. */
export interface StackStatus {
  readonly stack: string;
  readonly region: string;
  readonly platform: Settings["compute"]["platform"];
  readonly resources: number;
  readonly unfinished: boolean;
  readonly job: JobStatus | undefined;
}

export interface JobStatus {
  readonly runId: string;
  /** The run's folder. */
  readonly folder: string;
  readonly consoleUrl: string;
  readonly endsAt: string;
  readonly submitted: SubmittedJob | undefined;
  readonly progress: RunProgress | undefined;
  readonly compute: ComputeStatus;
  readonly cost: RunningCost;
}

export interface StatusRequest {
  readonly record: StackRecord;
  readonly settings: Settings;
  readonly job: JobSpec;
  /** How to ask about a job that was handed over. */
  readonly watched: (asked: AskedJob) => Promise<Watched>;
  readonly now: Date;
}

export async function stackStatus({ record, settings, job, watched, now }: StatusRequest): Promise<StackStatus> {
  const { stack, resources, unfinished, job: asked } = record;
  const { region, compute } = settings;
  return {
    stack,
    region,
    platform: compute.platform,
    resources,
    unfinished,
    job: asked && (await jobStatus(asked, await watched(asked), settings, job, now)),
  };
}

async function jobStatus(
  asked: AskedJob,
  watched: Watched,
  settings: Settings,
  job: JobSpec,
  now: Date,
): Promise<JobStatus> {
  const [compute, submitted, progress] = await Promise.all([watched.compute(), watched.job(), watched.progress()]);
  const standsSince = asked.computeMadeAt;
  return {
    runId: asked.runId,
    folder: `${asked.request.runs}${asked.runId}/`,
    consoleUrl: asked.consoleUrl,
    endsAt: asked.endsAt,
    submitted,
    progress,
    compute,
    cost: runningCost({ settings, job, compute, state: submitted?.state, progress, standsSince }, now),
  };
}

/** Whether machines that nobody needs any more still run. */
export const runsForNothing = ({ compute, submitted }: JobStatus): boolean =>
  !hasEnded(compute) && submitted !== undefined && !["waiting", "running"].includes(submitted.state.kind);

/** How a job stands, in words all platforms share. */
export type JobState =
  | { readonly kind: "waiting" }
  | { readonly kind: "running" }
  | { readonly kind: "completed" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly reason: string; readonly log?: string | undefined };

/** A job that was handed over. */
export interface SubmittedJob {
  /** The platform's own id: an EMR step, an SSM command, a Databricks run. */
  readonly id: string;
  readonly state: JobState;
}

/** What `submit` needs of a platform. */
export interface JobSubmitter {
  /** The latest job of that run id, whoever submitted it; undefined when there was none. */
  readonly find: (runId: string) => Promise<SubmittedJob | undefined>;
  readonly start: (run: RunOrder) => Promise<SubmittedJob>;
  readonly stateOf: (id: string) => Promise<JobState>;
  /** Ends a job that waits or runs; a job that is over stays as it is. */
  readonly cancel: (id: string) => Promise<void>;
}

/** One run as the job's program reads it. */
export interface RunOrder {
  readonly runId: string;
  readonly images: string;
  /** The folder of the run folders, ending in `/`. */
  readonly runs: string;
  readonly job: Readonly<Record<string, unknown>>;
}

export const isOver = ({ kind }: JobState): boolean => kind !== "waiting" && kind !== "running";

/** A run as the driver takes it from `--spec`: the job's fields, with where to read, where to write and its id. */
export const specOf = ({ job, images, runs, runId }: RunOrder): string =>
  JSON.stringify({ ...job, images, out: runs, runId });

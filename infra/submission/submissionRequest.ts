import { z } from "zod";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { sha256 } from "../sha256.ts";

/** What the job is handed to. */
export const SubmissionTarget = z.discriminatedUnion("platform", [
  z.strictObject({ platform: z.literal("emr"), clusterId: z.string().min(1) }),
  z.strictObject({
    platform: z.literal("ec2"),
    /** Name tag of the instance that takes the command. */
    primaryName: z.string().min(1),
    /** Whether standalone Spark runs over workers, or the primary does it alone. */
    workers: z.int().min(0),
  }),
  z.strictObject({ platform: z.literal("databricks"), host: z.url(), jobId: z.string().min(1) }),
]);
export type SubmissionTarget = z.output<typeof SubmissionTarget>;

/** One job for one stack. It travels in an environment variable and holds nothing secret. */
export const SubmissionRequest = z.strictObject({
  stack: z.string().min(1),
  region: z.string().min(1),
  target: SubmissionTarget,
  job: JobSpec,
  /** Folder of photographs, ending in `/`. */
  images: z.string().endsWith("/"),
  /** Whether that folder is the stack's own: an empty one then means that there is nothing to do yet. */
  ownImages: z.boolean(),
  /** Folder that holds the run folders, ending in `/`. */
  runs: z.string().endsWith("/"),
  bundleSha256: z.string().regex(/^[0-9a-f]{64}$/),
  wait: z.boolean(),
  maxHours: z.number().positive(),
});
export type SubmissionRequest = z.output<typeof SubmissionRequest>;

/** Type of the component that hands the job over, as a state names it. */
export const submissionType = "verger:index:Submission";

/** When set for `pulumi up`, the submission returns at once, whatever `job.wait` says. */
export const submitOnlyVariable = "VERGER_SUBMIT_ONLY";

/** The environment variable the request travels in. */
export const submissionVariable = "VERGER_SUBMISSION";

/**
 * The id of the run: the same job with the same bundle on the same target has the same id, so that submitting it
 * twice is submitting it once.
 */
export function runIdOf({ stack, target, job, images, bundleSha256 }: SubmissionRequest): string {
  const identity = JSON.stringify([target, job, images, bundleSha256]);
  return `${stack}-${sha256(identity).slice(0, 10)}`;
}

/** The stack that a run's id begins with; undefined where it is no id of a run in a cloud. */
export const stackOfRunId = (runId: string): string | undefined => /^(.+)-[0-9a-f]{10}$/.exec(runId)?.[1];

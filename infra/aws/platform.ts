import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { SubmissionTarget } from "../submission/submissionRequest.ts";

/** What runs the job, seen from the program: what to submit to, and what must stand before. */
export interface Platform {
  readonly computeId: Output<string>;
  readonly consoleUrl: Output<string>;
  /** Where Spark's own pages are; nothing where no Spark runs. */
  readonly sparkUi?: Output<string> | undefined;
  /** Where SageMaker Studio opens. */
  readonly studio?: Output<string> | undefined;
  readonly endsAt: Output<string>;
  readonly target: Output<SubmissionTarget>;
  /** Guardrails that must be armed before a job is submitted. */
  readonly ready: readonly Resource[];
  /** Where the runs are, when that is not the stack's bucket. */
  readonly runs?: Output<string> | undefined;
  readonly images?: Output<string> | undefined;
  readonly bundle?: Output<string> | undefined;
  /** Credentials the submission needs beside those of the cloud. */
  readonly environment?: Readonly<Record<string, Input<string>>> | undefined;
}

import { all, type Input, type Output, type Resource } from "@pulumi/pulumi";
import type { Settings } from "../../config/settings.ts";
import type { DeployContext } from "../deployContext.ts";
import { jobOf } from "../jobOf.ts";
import { Submission } from "./submission.ts";
import type { SubmissionTarget } from "./submissionRequest.ts";

export interface JobPlaces {
  readonly target: Output<SubmissionTarget>;
  /** What the job runs on: an EMR cluster, a fleet, a Databricks job. */
  readonly computeId: Output<string>;
  readonly runs: Output<string>;
  readonly images: Output<string>;
  readonly endsAt: Output<string>;
  readonly consoleUrl: Output<string>;
  /** Guardrails that must be armed before the job is handed over. */
  readonly after: readonly Resource[];
  readonly environment?: Readonly<Record<string, Input<string>>> | undefined;
}

/** Hands the stack's job to what runs it, once its guardrails are armed. */
export function submitJob(settings: Settings, context: DeployContext, places: JobPlaces): Submission {
  const { spec, wait } = jobOf(settings);
  const request = all([places.target, places.runs, places.images]).apply(([target, runs, images]) => ({
    stack: context.stack,
    region: settings.region,
    target,
    job: spec,
    images,
    ownImages: settings.images.from === "own",
    runs,
    bundleSha256: context.bundle.sha256,
    wait,
    maxHours: context.maxHours,
  }));
  return new Submission("job", {
    context,
    request,
    computeId: places.computeId,
    after: places.after,
    endsAt: places.endsAt,
    consoleUrl: places.consoleUrl,
    environment: places.environment,
  });
}

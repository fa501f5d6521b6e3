import { z } from "zod";
import { JobSpec } from "./jobSpec.ts";
import { defaultRunsFolder } from "./runsFolder.ts";

/** A job on this machine: what to compute (JobSpec), on which photographs, and where the run goes. */
export const JobRequest = z
  .strictObject({
    images: z.string().min(1).describe("Folder of photographs, searched recursively"),
    out: z.string().min(1).default(defaultRunsFolder).describe("Folder that receives the run's folder"),
    ...JobSpec.shape,
    workers: z.int().min(1).max(256).optional().describe("Worker threads (default: one a core)"),
  })
  .refine((request) => request.components === undefined || request.variance === undefined, {
    error: "give components or variance, not both",
    path: ["components"],
  });

export type JobRequest = z.output<typeof JobRequest>;

/** What of a request decides the results. */
export function jobSpecOf(request: JobRequest): JobSpec {
  const { images: _images, out: _out, workers: _workers, ...spec } = request;
  return JobSpec.parse(spec);
}

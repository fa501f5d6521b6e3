import { resolve } from "node:path";
import { JobRequest } from "../../job/contract/jobRequest.ts";
import type { JobSpecInput } from "../../job/contract/jobSpec.ts";
import { runLocalJob } from "../../job/engines/local/runLocalJob.ts";

/** The same job by the local engine. @returns its run folder */
export async function localRun(images: string, out: string, spec: JobSpecInput): Promise<string> {
  const { folder } = await runLocalJob(
    { request: JobRequest.parse({ images, out, ...spec }), runId: "local" },
    {
      signal: new AbortController().signal,
      listener: () => {},
      environment: {},
      fetch: () => Promise.reject(new Error("tests download no weights")),
      vergerVersion: "0.0.0-test",
      workingFolder: resolve("."),
      now: () => new Date("2026-11-21T00:00:00Z"),
      random: () => 0.5,
    },
  );
  return folder;
}

import type { Settings } from "../../config/settings.ts";
import { readProgress } from "../../job/results/runProgress.ts";
import { databricksApi } from "../submission/databricksApi.ts";
import { computeFor } from "./compute/computeFor.ts";
import type { RemoteRun } from "./results/fetchRun.ts";
import { remoteRun } from "./results/remoteRun.ts";
import { volumeFiles } from "./results/volumeFiles.ts";
import type { AskedJob } from "./stack/stackRecord.ts";
import { jobReader } from "./watch/jobReader.ts";
import type { Watched } from "./watch/watchRun.ts";

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
}

/** A folder of a stack's storage, wherever it is: S3, Blob, or a volume that only Databricks may open. */
export async function openFolder(
  { request }: AskedJob,
  folder: string,
  { environment, workingFolder }: Surroundings,
): Promise<RemoteRun> {
  const { target } = request;
  if (target.platform !== "databricks") return remoteRun(folder, { environment, workingFolder });
  const api = await databricksApi({ host: target.host, environment, fetch: globalThis.fetch });
  return volumeFiles(api, folder);
}

/** The run folder of a stack's job. */
export const openRun = (asked: AskedJob, surroundings: Surroundings): Promise<RemoteRun> =>
  openFolder(asked, `${asked.request.runs}${asked.runId}`, surroundings);

/** The three places that know how a run stands, their errors in the house's words. */
export async function watchedRun(asked: AskedJob, settings: Settings, surroundings: Surroundings): Promise<Watched> {
  const { environment } = surroundings;
  const [run, job, compute] = await Promise.all([
    openRun(asked, surroundings),
    jobReader(asked, environment),
    computeFor(asked, settings, environment),
  ]);
  return {
    progress: () => readProgress(run),
    job,
    compute,
  };
}

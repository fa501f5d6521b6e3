import type { RemoteRun } from "../results/fetchRun.ts";
import type { JobReader } from "../watch/jobReader.ts";
import { fileSource, inOrder } from "./logFiles.ts";
import type { LogSource } from "./logSource.ts";

/**
 * What EMR copies to the stack's bucket every few minutes: the step's own files (spark-submit writes the driver's
 * output to stdout, Spark its own lines to stderr, EMR to controller), then those of the containers.
 */
export async function emrLogs(clusterId: string, job: JobReader, logs: RemoteRun): Promise<readonly LogSource[]> {
  const step = await job();
  const files = await logs.list(`emr/${clusterId}/`);
  const ofStep = files.filter(({ path }) => step !== undefined && path.includes(`/steps/${step.id}/`));
  const ofContainers = files.filter(({ path }) => path.includes("/containers/"));
  return [
    ...inOrder(ofStep, ["stderr", "stdout", "controller"]).map((path) => fileSource(logs, path, "driver")),
    ...inOrder(ofContainers, ["stderr", "stdout"]).map((path) => fileSource(logs, path, "nodes")),
  ];
}

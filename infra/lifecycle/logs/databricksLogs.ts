import { z } from "zod";
import { type DatabricksApi, databricksApi } from "../../submission/databricksApi.ts";
import { ordersRun } from "../../submission/databricksSubmitter.ts";
import { openFolder, type Surroundings } from "../openRun.ts";
import type { AskedJob } from "../stack/stackRecord.ts";
import { fileSource, inOrder, logsFolder } from "./logFiles.ts";
import type { LogSource } from "./logSource.ts";

const Runs = z.object({
  runs: z
    .array(
      z.object({
        run_id: z.number(),
        job_parameters: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
      }),
    )
    .optional(),
});
const Tasks = z.object({
  tasks: z
    .array(
      z.object({
        run_id: z.number(),
        cluster_instance: z.object({ cluster_id: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});
const Output = z.object({
  error: z.string().optional(),
  error_trace: z.string().optional(),
  logs: z.string().optional(),
});

/** The run's own output, and the cluster's logs in the stack's volume. Source: Databricks REST API, Jobs 2.2. */
export async function databricksLogs(
  asked: AskedJob,
  { host, jobId }: Extract<AskedJob["request"]["target"], { platform: "databricks" }>,
  surroundings: Surroundings,
): Promise<readonly LogSource[]> {
  const api = await databricksApi({ host, environment: surroundings.environment, fetch: globalThis.fetch });
  const { runs = [] } = await api.get(`jobs/runs/list?job_id=${jobId}`, Runs);
  const run = runs.find((each) => ordersRun(each, asked.runId));
  if (run === undefined) return [];
  const { tasks = [] } = await api.get(`jobs/runs/get?run_id=${run.run_id}`, Tasks);
  const logs = await openFolder(asked, logsFolder(asked), surroundings);
  const sources = tasks.map((task) => taskSource(api, task.run_id));
  for (const { cluster_instance } of tasks) {
    if (cluster_instance?.cluster_id === undefined) continue;
    const files = await logs.list(`${cluster_instance.cluster_id}/`);
    const ofDriver = files.filter(({ path }) => path.includes("/driver/"));
    const ofExecutors = files.filter(({ path }) => path.includes("/executor/"));
    sources.push(...inOrder(ofDriver, ["stderr", "stdout"]).map((path) => fileSource(logs, path, "driver")));
    sources.push(...inOrder(ofExecutors, ["stderr", "stdout"]).map((path) => fileSource(logs, path, "nodes")));
  }
  return sources;
}

const taskSource = (api: DatabricksApi, run: number): LogSource => ({
  where: `Databricks run ${run}`,
  of: "driver",
  read: async () => {
    const { error = "", error_trace = "", logs = "" } = await api.get(`jobs/runs/get-output?run_id=${run}`, Output);
    return [logs, error_trace, error].filter((text) => text !== "").join("\n");
  },
});

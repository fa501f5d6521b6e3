import { GetCommandInvocationCommand, SSMClient } from "@aws-sdk/client-ssm";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { type DatabricksApi, databricksApi } from "../../submission/databricksApi.ts";
import { ordersRun } from "../../submission/databricksSubmitter.ts";
import { commandOf } from "../../submission/ssmSubmitter.ts";
import { storageLayout } from "../../storageLayout.ts";
import { askingAws } from "../aws/awsError.ts";
import { openFolder, type Surroundings } from "../openRun.ts";
import type { RemoteRun } from "../results/fetchRun.ts";
import type { AskedJob } from "../stack/stackRecord.ts";
import { jobReader } from "../watch/jobReader.ts";

/** One log: where it is kept, and how to read it. */
export interface LogSource {
  readonly where: string;
  /** `driver` logs say why a job failed; `nodes` logs are many and say the rest. */
  readonly of: "driver" | "nodes";
  readonly read: () => Promise<string>;
}

/** Every log of a job that its platform has, the driver's first. Platforms bring them with minutes of delay. */
export async function logSources(asked: AskedJob, surroundings: Surroundings): Promise<readonly LogSource[]> {
  const { target, runs } = asked.request;
  if (target.platform === "databricks") return databricksLogs(asked, target.host, target.jobId, surroundings);
  const logs = await openFolder(asked, runs.replace(/runs\/$/, storageLayout.logs), surroundings);
  return target.platform === "emr" ? emrLogs(asked, target.clusterId, logs, surroundings) : ec2Logs(asked, logs);
}

async function emrLogs(asked: AskedJob, clusterId: string, logs: RemoteRun, { environment }: Surroundings) {
  const read = await jobReader(asked, environment);
  const step = await askingAws(read);
  const files = await logs.list(`emr/${clusterId}/`);
  const ofStep = files.filter(({ path }) => step !== undefined && path.includes(`/steps/${step.id}/`));
  const ofContainers = files.filter(({ path }) => path.includes("/containers/"));
  return [
    ...inOrder(ofStep, ["stderr", "stdout", "controller"]).map((path) => fileSource(logs, path, "driver")),
    ...inOrder(ofContainers, ["stderr", "stdout"]).map((path) => fileSource(logs, path, "nodes")),
  ];
}

/** Files whose names begin with one of the words, in the words' order. */
function inOrder(files: readonly { readonly path: string }[], words: readonly string[]): readonly string[] {
  const named = (word: string) =>
    files.map(({ path }) => path).filter((path) => path.split("/").at(-1)?.startsWith(word));
  return words.flatMap(named);
}

/** Systems Manager keeps the first 24,000 characters; a machine that could not be made ready leaves its log behind. */
async function ec2Logs(asked: AskedJob, logs: RemoteRun): Promise<readonly LogSource[]> {
  const client = new SSMClient({ region: asked.request.region, maxAttempts: 5 });
  const command = await askingAws(() => commandOf(client, asked.runId, asked.computeMadeAt));
  const boots = (await logs.list("ec2/")).map(({ path }) => fileSource(logs, path, "nodes"));
  const instanceId = command?.instanceId;
  if (command === undefined || instanceId === undefined) return boots;
  const output = (what: "StandardErrorContent" | "StandardOutputContent"): LogSource => ({
    where: `Systems Manager ${command.id} ${what === "StandardErrorContent" ? "stderr" : "stdout"}`,
    of: "driver",
    read: async () => {
      const request = new GetCommandInvocationCommand({ CommandId: command.id, InstanceId: instanceId });
      return (await askingAws(() => client.send(request)))[what] ?? "";
    },
  });
  return [output("StandardErrorContent"), output("StandardOutputContent"), ...boots];
}

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
async function databricksLogs(asked: AskedJob, host: string, jobId: string, surroundings: Surroundings) {
  const api = await databricksApi({ host, environment: surroundings.environment, fetch: globalThis.fetch });
  const { runs = [] } = await api.get(`jobs/runs/list?job_id=${jobId}`, Runs);
  const run = runs.find((each) => ordersRun(each, asked.runId));
  if (run === undefined) return [];
  const { tasks = [] } = await api.get(`jobs/runs/get?run_id=${run.run_id}`, Tasks);
  const logs = await openFolder(asked, asked.request.runs.replace(/runs\/$/, storageLayout.logs), surroundings);
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

function fileSource(logs: RemoteRun, path: string, of: LogSource["of"]): LogSource {
  return {
    where: logs.locate(path),
    of,
    read: async () => {
      const bytes = await logs.read(path);
      return (path.endsWith(".gz") ? gunzipSync(bytes) : Buffer.from(bytes)).toString("utf8");
    },
  };
}

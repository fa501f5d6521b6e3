import { z } from "zod";
import type { NodeGroup } from "../../../config/nodeGroups.ts";
import type { DatabricksApi } from "../../submission/databricksApi.ts";
import { ordersRun } from "../../submission/databricksSubmitter.ts";
import type { ComputeReader, NodeUsage } from "./computeStatus.ts";

const Run = z.object({
  run_id: z.number(),
  start_time: z.number().optional(),
  end_time: z.number().optional(),
  state: z.object({ life_cycle_state: z.string().optional(), state_message: z.string().optional() }).optional(),
  job_parameters: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
});
const Runs = z.object({ runs: z.array(Run).optional() });

export interface DatabricksRun {
  readonly jobId: string;
  readonly runId: string;
  /** What the job's cluster is made of: Databricks does not say it after the fact, so the fewest there are. */
  readonly nodes: readonly NodeGroup[];
}

/** The cluster of a job's latest run: it lives as long as the run. Source: Databricks REST API, Jobs 2.2, runs/list. */
export function databricksCompute(api: DatabricksApi, { jobId, runId, nodes }: DatabricksRun): ComputeReader {
  return async () => {
    const { runs = [] } = await api.get(`jobs/runs/list?job_id=${jobId}`, Runs);
    const run = runs.find((each) => ordersRun(each, runId));
    if (run === undefined) return { state: "absent", said: `Databricks has no run of job ${jobId}`, nodes: [] };
    const life = run.state?.life_cycle_state ?? "unknown";
    const message = run.state?.state_message ? `: ${run.state.state_message}` : "";
    return { state: stateOf(life), said: `Databricks run ${run.run_id} ${life}${message}`, nodes: usage(run, nodes) };
  };
}

function stateOf(life: string): "starting" | "running" | "ending" | "ended" {
  if (["TERMINATED", "SKIPPED", "INTERNAL_ERROR"].includes(life)) return "ended";
  if (life === "TERMINATING") return "ending";
  return life === "RUNNING" ? "running" : "starting";
}

function usage({ start_time, end_time }: z.output<typeof Run>, groups: readonly NodeGroup[]): readonly NodeUsage[] {
  if (start_time === undefined || start_time === 0) return [];
  const from = new Date(start_time);
  const to = end_time === undefined || end_time === 0 ? undefined : new Date(end_time);
  return groups.flatMap(({ type, min, onDemand }) =>
    Array.from({ length: min }, (_, at): NodeUsage => ({
      type,
      market: at < onDemand ? "onDemand" : "spot",
      from,
      to,
    })),
  );
}

import { z } from "zod";
import type { DatabricksApi } from "./databricksApi.ts";
import { type JobState, type JobSubmitter, specOf } from "./jobSubmitter.ts";

const RunState = z.object({
  life_cycle_state: z.string().optional(),
  result_state: z.string().optional(),
  state_message: z.string().optional(),
});
const Run = z.object({
  run_id: z.number(),
  state: RunState.optional(),
  job_parameters: z
    .array(z.object({ name: z.string(), value: z.string().optional(), default: z.string().optional() }))
    .optional(),
  run_page_url: z.string().optional(),
});
type Run = z.output<typeof Run>;
const Runs = z.object({ runs: z.array(Run).optional(), next_page_token: z.string().optional() });
const Started = z.object({ run_id: z.number() });

/** Runs of one Databricks job. Source: Databricks REST API reference, Jobs 2.2. */
export function databricksSubmitter(api: DatabricksApi, jobId: string): JobSubmitter {
  const job_id = Number(jobId);
  return {
    find: async (runId) => {
      const [latest] = await runsOf(api, jobId, runId);
      return latest && { id: String(latest.run_id), state: stateOf(latest) };
    },
    start: async (run) => {
      // Databricks remembers a token, failed runs included: each further attempt has its own.
      const attempts = (await runsOf(api, jobId, run.runId)).length;
      const { run_id } = await api.post("jobs/run-now", Started, {
        job_id,
        idempotency_token: `${run.runId}-${attempts}`.slice(-64),
        job_parameters: { spec: specOf(run) },
      });
      return { id: String(run_id), state: { kind: "waiting" } };
    },
    stateOf: async (id) => stateOf(await api.get(`jobs/runs/get?run_id=${id}`, Run)),
    cancel: async (id) => {
      await api.post("jobs/runs/cancel", z.unknown(), { run_id: Number(id) });
    },
  };
}

/** The runs of a job that carry this run id, the newest first. */
async function runsOf(api: DatabricksApi, jobId: string, runId: string): Promise<Run[]> {
  const found: Run[] = [];
  let page = "";
  do {
    const { runs = [], next_page_token } = await api.get(`jobs/runs/list?job_id=${jobId}${page}`, Runs);
    found.push(...runs.filter((run) => ordersRun(run, runId)));
    page = next_page_token ? `&page_token=${encodeURIComponent(next_page_token)}` : "";
  } while (page !== "");
  return found;
}

/** Whether a run of the job carries this run id in its parameters. */
export function ordersRun({ job_parameters = [] }: Pick<Run, "job_parameters">, runId: string): boolean {
  const spec = job_parameters.find(({ name }) => name === "spec")?.value;
  if (!spec) return false;
  const order = z.object({ runId: z.string() }).safeParse(JSON.parse(spec));
  return order.data?.runId === runId;
}

function stateOf({ state = {}, run_page_url }: Run): JobState {
  const { life_cycle_state: life, result_state: result, state_message: message } = state;
  const failed = (): JobState => ({
    kind: "failed",
    reason: message || `the run is ${result ?? life ?? "lost"}`,
    log: run_page_url,
  });
  switch (life) {
    case "TERMINATED":
      if (result === "SUCCESS") return { kind: "completed" };
      return result === "CANCELED" ? { kind: "cancelled" } : failed();
    case "SKIPPED":
    case "INTERNAL_ERROR":
      return failed();
    case "RUNNING":
    case "TERMINATING":
      return { kind: "running" };
    default:
      return { kind: "waiting" };
  }
}

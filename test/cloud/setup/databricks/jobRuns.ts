import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { JobSettings } from "./jobSettings.ts";
import { RestError } from "./restError.ts";
import { RunningNode } from "./runOnNode.ts";
import type { Volumes } from "./volumes.ts";

export interface ClusterInfo {
  readonly cluster_id: string;
  state: "PENDING" | "RUNNING" | "TERMINATED";
  readonly custom_tags: Readonly<Record<string, string>>;
}

interface Run {
  readonly run_id: number;
  readonly job_id: number;
  readonly start_time: number;
  end_time: number;
  state: { life_cycle_state: string; result_state?: string; state_message: string };
  readonly job_parameters: readonly { readonly name: string; readonly value: string }[];
  readonly tasks: readonly { readonly run_id: number; readonly task_key: string; readonly cluster_instance: object }[];
  readonly run_page_url: string;
}

export interface JobRunsOptions {
  readonly spark: string;
  readonly volumes: Volumes;
  readonly folder: string;
  readonly home: string | undefined;
  readonly host: () => string;
}

const over = (run: Run): boolean => ["TERMINATED", "SKIPPED", "INTERNAL_ERROR"].includes(run.state.life_cycle_state);

/** Jobs, their runs and the clusters of these. Source: Databricks REST API, Jobs 2.2. */
export class JobRuns {
  readonly jobs = new Map<number, JobSettings>();
  readonly clusters: ClusterInfo[] = [];
  readonly #options: JobRunsOptions;
  readonly #runs: Run[] = [];
  readonly #byToken = new Map<string, number>();
  readonly #nodes = new Map<number, RunningNode>();
  readonly #ending = new Map<number, "CANCELED" | "TIMEDOUT">();
  readonly #working = new Set<Promise<void>>();
  #number = 1000;

  constructor(options: JobRunsOptions) {
    this.#options = options;
  }

  create(settings: unknown): number {
    const id = ++this.#number;
    this.jobs.set(id, JobSettings.parse(settings));
    return id;
  }

  runNow(job_id: number, parameters: Readonly<Record<string, string>>, token: string | undefined): Run {
    const known = token === undefined ? undefined : this.#byToken.get(token);
    if (known !== undefined) return this.get(known);
    const job = this.jobs.get(job_id);
    if (job === undefined) throw new RestError(400, "INVALID_PARAMETER_VALUE", `Job ${job_id} does not exist.`);
    const run_id = ++this.#number;
    if (token !== undefined) this.#byToken.set(token, run_id);
    const full = this.#runs.filter((run) => run.job_id === job_id && !over(run)).length >= job.max_concurrent_runs;
    const cluster_id = `stand-in-${run_id}`;
    const run: Run = {
      run_id,
      job_id,
      start_time: Date.now(),
      end_time: 0,
      state: { life_cycle_state: full ? "SKIPPED" : "PENDING", state_message: full ? "Too many runs at once." : "" },
      job_parameters: job.parameters.map(({ name, default: value }) => ({ name, value: parameters[name] ?? value })),
      tasks: job.tasks.map(({ task_key }, at) => ({
        run_id: run_id * 10 + at,
        task_key,
        cluster_instance: { cluster_id },
      })),
      run_page_url: `${this.#options.host()}/jobs/${job_id}/runs/${run_id}`,
    };
    this.#runs.unshift(run);
    if (!full) {
      const work = this.#work(run, job, cluster_id).finally(() => this.#working.delete(work));
      this.#working.add(work);
    }
    return run;
  }

  get(run_id: number): Run {
    const run = this.#runs.find((each) => each.run_id === run_id);
    if (run === undefined) throw new RestError(400, "INVALID_PARAMETER_VALUE", `Run ${run_id} does not exist.`);
    return run;
  }

  list(job_id: number): readonly Run[] {
    return this.#runs.filter((run) => run.job_id === job_id);
  }

  cancel(run_id: number, why: "CANCELED" | "TIMEDOUT" = "CANCELED"): void {
    const run = this.get(run_id);
    if (over(run)) return;
    this.#ending.set(run_id, why);
    run.state = { life_cycle_state: "TERMINATING", state_message: "" };
    this.#nodes.get(run_id)?.end();
  }

  /** What a task said last, on both of its streams. */
  async output(task_run: number): Promise<{ readonly logs: string; readonly error?: string }> {
    const run = this.get(Math.floor(task_run / 10));
    const read = (name: string): Promise<string> =>
      readFile(join(this.#nodes.get(run.run_id)?.logs ?? "", "driver", name), "utf8").catch(() => "");
    const failed = run.state.result_state === "FAILED";
    const logs = `${await read("stdout")}${await read("stderr")}`.slice(-5_000_000);
    return { logs, ...(failed && { error: run.state.state_message }) };
  }

  async stop(): Promise<void> {
    for (const run of this.#runs) this.cancel(run.run_id);
    await Promise.all(this.#working);
  }

  async #work(run: Run, job: JobSettings, cluster_id: string): Promise<void> {
    const [task] = job.tasks;
    const cluster = job.job_clusters.find(({ job_cluster_key }) => job_cluster_key === task?.job_cluster_key);
    if (task === undefined || cluster === undefined) return this.#end(run, "the job has no task with a cluster");
    const { new_cluster } = cluster;
    const { spark, volumes, home } = this.#options;
    const info: ClusterInfo = { cluster_id, state: "PENDING", custom_tags: new_cluster.custom_tags };
    this.clusters.push(info);
    const folder = join(this.#options.folder, cluster_id);
    await mkdir(folder, { recursive: true });
    const node = new RunningNode({ spark, volumes, folder, home }, new_cluster);
    this.#nodes.set(run.run_id, node);
    if (this.#ending.has(run.run_id)) node.end();
    const deadline = job.timeout_seconds * 1000;
    const timer = deadline > 0 ? setTimeout(() => this.cancel(run.run_id, "TIMEDOUT"), deadline).unref() : undefined;
    let failure: string | undefined;
    try {
      await volumes.fromStorage();
      failure = await this.#onCluster(run, task.spark_python_task, node, info);
      const logs = new_cluster.cluster_log_conf?.volumes.destination;
      if (logs !== undefined) await cp(node.logs, volumes.here(`${logs}${cluster_id}`), { recursive: true });
      await volumes.toStorage();
    } catch (error) {
      failure ??= `the stand-in failed: ${String(error)}`;
    }
    clearTimeout(timer);
    info.state = "TERMINATED";
    this.#end(run, failure);
  }

  /** Boots the cluster and runs the task. @returns why that failed */
  async #onCluster(
    run: Run,
    { python_file, parameters }: JobSettings["tasks"][number]["spark_python_task"],
    node: RunningNode,
    info: ClusterInfo,
  ): Promise<string | undefined> {
    const booted = await node.boot();
    if (booted !== 0) return `Init script failure: it exited with ${booted}`;
    if (run.state.life_cycle_state === "PENDING") run.state = { life_cycle_state: "RUNNING", state_message: "" };
    info.state = "RUNNING";
    const given = Object.fromEntries(run.job_parameters.map(({ name, value }) => [name, value]));
    const filled = parameters.map((text) =>
      text.replace(/^\{\{job\.parameters\.(\w+)\}\}$/, (_, name: string) => given[name] ?? ""),
    );
    const code = await node.runPython(python_file, filled);
    return code === 0 ? undefined : `Workload failed, see run output for details (exit code ${code})`;
  }

  #end(run: Run, failure: string | undefined): void {
    const why = this.#ending.get(run.run_id);
    const result_state = failure === undefined ? "SUCCESS" : (why ?? "FAILED");
    run.state = {
      life_cycle_state: "TERMINATED",
      result_state,
      state_message: why === undefined ? (failure ?? "") : "",
    };
    run.end_time = Date.now();
  }
}

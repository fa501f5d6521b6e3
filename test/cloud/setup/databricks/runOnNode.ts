import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JobSettings } from "./jobSettings.ts";
import type { Volumes } from "./volumes.ts";

export interface Node {
  /** Python of the environment with the runtime's PySpark. */
  readonly spark: string;
  readonly volumes: Volumes;
  /** Folder of this run: the bundle's home, logs. */
  readonly folder: string;
  /** A bundle's content that is there already: init scripts are not run then. */
  readonly home: string | undefined;
}

/** The only paths of a node that a job knows. */
const nodeHome = "/opt/verger";
const runner = fileURLToPath(new URL("run_as_databricks.py", import.meta.url));

/** The cluster of a run, which is one process of this machine at a time. */
export class RunningNode {
  readonly #node: Node;
  readonly #cluster: JobSettings["job_clusters"][number]["new_cluster"];
  #child: ChildProcess | undefined;
  #ended = false;

  constructor(node: Node, cluster: JobSettings["job_clusters"][number]["new_cluster"]) {
    this.#node = node;
    this.#cluster = cluster;
  }

  /** Runs the init scripts, as root does on a node. @returns the exit code of the first that fails, or 0 */
  async boot(): Promise<number> {
    if (this.#node.home !== undefined) return 0;
    for (const { volumes } of this.#cluster.init_scripts) {
      const code = await this.#run("/bin/sh", [this.#node.volumes.here(volumes.destination)], {}, "init");
      if (code !== 0) return code;
    }
    return 0;
  }

  /** Runs a Python file the way a `spark_python_task` does. @returns its exit code */
  runPython(file: string, parameters: readonly string[]): Promise<number> {
    const conf = Object.entries({ ...this.#cluster.spark_conf, ...onOneMachine });
    const submit = ["--master", "local[2]", ...conf.flatMap(([key, value]) => ["--conf", `'${key}=${value}'`])];
    const { spark } = this.#node;
    const environment = {
      PYSPARK_SUBMIT_ARGS: [...submit, "pyspark-shell"].join(" "),
      PYSPARK_PYTHON: spark,
      PYSPARK_DRIVER_PYTHON: spark,
      SPARK_LOCAL_IP: "127.0.0.1",
    };
    const here = [file.replace(/^file:/, ""), ...parameters].map((text) => this.#here(text));
    return this.#run(spark, [runner, ...here], environment, "driver");
  }

  /** Ends what runs, its children included. */
  end(): void {
    this.#ended = true;
    if (this.#child?.pid !== undefined && this.#child.exitCode === null) process.kill(-this.#child.pid, "SIGKILL");
  }

  get logs(): string {
    return join(this.#node.folder, "logs");
  }

  #here(text: string): string {
    return this.#node.volumes.replaced(text, nodeHome, this.#node.home ?? join(this.#node.folder, "home"));
  }

  async #run(program: string, args: readonly string[], more: NodeJS.ProcessEnv, log: string): Promise<number> {
    await mkdir(join(this.logs, log), { recursive: true });
    const [stdout, stderr] = [
      await open(join(this.logs, log, "stdout"), "a"),
      await open(join(this.logs, log, "stderr"), "a"),
    ];
    const given = Object.entries(this.#cluster.spark_env_vars).map(([key, value]) => [key, this.#here(value)] as const);
    try {
      if (this.#ended) return 1;
      const child = spawn(program, args, {
        env: { ...process.env, ...Object.fromEntries(given), ...more },
        cwd: this.#node.folder,
        stdio: ["ignore", stdout.fd, stderr.fd],
        detached: true,
      });
      this.#child = child;
      const [code] = (await once(child, "exit")) as [number | null]; // As `child_process` documents its event.
      return code ?? 1;
    } finally {
      await Promise.all([stdout.close(), stderr.close()]);
    }
  }
}

const onOneMachine = {
  // A workspace's Volumes are behind Databricks' own connector; here they are folders.
  "spark.verger.inPlace": "false",
  "spark.ui.enabled": "false",
  "spark.ui.showConsoleProgress": "false",
  "spark.driver.bindAddress": "127.0.0.1",
};

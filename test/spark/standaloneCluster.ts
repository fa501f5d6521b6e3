import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Spark's own cluster on this machine: a master and some workers of one core each, from the pip package. */
export class StandaloneCluster {
  readonly #processes: ChildProcess[] = [];
  readonly #python: string;
  readonly #folder: string;

  private constructor(python: string, folder: string) {
    this.#python = python;
    this.#folder = folder;
  }

  /** Address of the master, `spark://…`. */
  address = "";

  static async start(python: string, folder: string, workers: number): Promise<StandaloneCluster> {
    const cluster = new StandaloneCluster(python, folder);
    try {
      const ports = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"];
      const at = /Starting Spark master at (spark:\S+)/;
      cluster.address = (await cluster.#spawn("master.Master", ports, at))[1] ?? "";
      for (let worker = 0; worker < workers; worker++) {
        const size = ["--cores", "1", "--memory", "1g", "--work-dir", `${folder}/worker-${worker}`];
        await cluster.#spawn("worker.Worker", [...ports, ...size, cluster.address], /Successfully registered/);
      }
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  async stop(): Promise<void> {
    for (const child of this.#processes.toReversed()) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      if (child.exitCode === null && child.kill("SIGTERM")) await ended;
    }
  }

  /** Starts a daemon and waits until its log says that it stands. */
  async #spawn(name: string, args: readonly string[], stands: RegExp): Promise<RegExpExecArray> {
    const { stdout } = await run(this.#python, ["-c", "import pyspark; print(pyspark.__path__[0])"]);
    const home = stdout.trim();
    const child = spawn(`${home}/bin/spark-class`, [`org.apache.spark.deploy.${name}`, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, SPARK_HOME: home, SPARK_LOCAL_IP: "127.0.0.1", SPARK_LOCAL_DIRS: this.#folder },
    });
    this.#processes.push(child);
    return new Promise((resolve, reject) => {
      const lines: string[] = [];
      createInterface({ input: child.stderr }).on("line", (line) => {
        lines.push(line);
        const found = stands.exec(line);
        if (found !== null) resolve(found);
      });
      child.once("error", reject);
      child.once("close", () => reject(new Error(`Spark's ${name} ended:\n${lines.slice(-20).join("\n")}`)));
    });
  }
}

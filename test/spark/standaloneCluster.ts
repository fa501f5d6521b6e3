import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Spark's own cluster on this machine: a master and workers of one core each, from the pip package. */
export interface StandaloneCluster {
  /** Of the master, `spark://…`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts a cluster and waits until every worker has registered. @param folder receives what the workers write */
export async function startStandaloneCluster(
  python: string,
  folder: string,
  workers: number,
): Promise<StandaloneCluster> {
  const { stdout } = await run(python, ["-c", "import pyspark; print(pyspark.__path__[0])"]);
  const environment = { ...process.env, SPARK_HOME: stdout.trim(), SPARK_LOCAL_IP: "127.0.0.1" };
  const daemons: ChildProcess[] = [];
  const start = async (name: string, args: readonly string[], stands: RegExp): Promise<RegExpExecArray> => {
    const program = `${stdout.trim()}/bin/spark-class`;
    const child = spawn(program, [`org.apache.spark.deploy.${name}`, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...environment, SPARK_LOCAL_DIRS: folder },
    });
    daemons.push(child);
    return logLine(child, stands);
  };
  const stop = async (): Promise<void> => {
    for (const child of daemons.toReversed()) await end(child);
  };

  try {
    const ports = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"];
    const [, address = ""] = await start("master.Master", ports, /Starting Spark master at (spark:\S+)/);
    for (let worker = 0; worker < workers; worker++) {
      const size = ["--cores", "1", "--memory", "1g", "--work-dir", `${folder}/worker-${worker}`];
      await start("worker.Worker", [...ports, ...size, address], /Successfully registered/);
    }
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first line of a daemon's log that `wanted` matches. @throws Error with the log's end where the daemon ends first */
function logLine(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    if (child.stderr !== null)
      createInterface({ input: child.stderr }).on("line", (line) => {
        lines.push(line);
        const found = wanted.exec(line);
        if (found !== null) resolve(found);
      });
    child.once("error", reject);
    child.once("close", () => reject(new Error(`a daemon of Spark's ended:\n${lines.slice(-20).join("\n")}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await ended;
}

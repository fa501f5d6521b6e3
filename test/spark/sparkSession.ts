import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { JobSpecInput } from "../../job/contract/jobSpec.ts";

export interface SparkJob {
  readonly images: string;
  readonly out: string;
  readonly runId: string;
  readonly spec: JobSpecInput;
  /** Another home than the session began with. */
  readonly home?: string;
  /** Spark settings from this job on. */
  readonly conf?: Readonly<Record<string, string>>;
}

const Answer = z.union([z.object({ ready: z.string() }), z.object({ id: z.string(), code: z.number() })]);

/** Starting a JVM for every job would take minutes: a suite has one session and sends it its jobs. */
export class SparkSession {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** Everything Spark, Python and the workers wrote to stderr. */
  log = "";

  private constructor(child: ChildProcess, lines: Interface) {
    this.#child = child;
    this.#lines = lines[Symbol.asyncIterator]();
    child.stderr?.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
  }

  static async start(
    python: string,
    home: string,
    master: string,
    settings: Record<string, string> = {},
  ): Promise<SparkSession> {
    const harness = fileURLToPath(new URL("harness.py", import.meta.url));
    const quiet = { "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false" };
    const child = spawn(python, [harness, home, master, JSON.stringify({ ...quiet, ...settings })], {
      env: { ...process.env, PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python, SPARK_LOCAL_IP: "127.0.0.1" },
    });
    const session = new SparkSession(child, createInterface({ input: child.stdout }));
    await session.#answer();
    return session;
  }

  /** @returns the job's exit code */
  async run({ runId, spec, ...job }: SparkJob): Promise<number> {
    this.#child.stdin?.write(`${JSON.stringify({ ...job, run_id: runId, spec: JSON.stringify(spec) })}\n`);
    const answer = await this.#answer();
    if (!("code" in answer)) throw new Error("Spark answered no job");
    return answer.code;
  }

  /** @throws Error with Spark's log where the job does not end well */
  async succeed(job: SparkJob): Promise<void> {
    const code = await this.run(job);
    if (code !== 0) throw new Error(`the job ended with ${code}:\n${this.log.slice(-6000)}`);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin?.end();
    await ended;
  }

  async #answer(): Promise<z.output<typeof Answer>> {
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done === true) throw new Error(`Spark ended:\n${this.log.slice(-4000)}`);
      const parsed = value.startsWith("{") ? Answer.safeParse(JSON.parse(value)) : undefined;
      if (parsed?.success === true) return parsed.data;
    }
  }
}

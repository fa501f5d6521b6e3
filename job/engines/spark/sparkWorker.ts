// The program behind the Spark driver: one process a task, told by its arguments what to make of its rows; and one beside
// the driver, which conducts the job. Each loads only what it works with, the second not before it has said with which
// settings the driver's own Java, if it is to start one, starts: that waits for it.
//   node worker.mjs STAGE '{"spec": …, "model": FOLDER, …}'
//   node worker.mjs conduct [SPARK_HOME PYSPARK_VERSION]
import { VergerError } from "../../contract/errors.ts";
import { anothersJava, prepareJava } from "./ownJava/prepareJava.ts";

async function conductBeside(sparkHome?: string, pysparkVersion?: string): Promise<void> {
  const surroundings = { environment: process.env, now: new Date() };
  const java =
    sparkHome === undefined || pysparkVersion === undefined
      ? anothersJava
      : await prepareJava(sparkHome, pysparkVersion, surroundings);
  process.stdout.write(`${JSON.stringify(java.settings)}\n`);
  const { conduct } = await import("./conduct.ts");
  process.exitCode = await conduct(process.stdin, process.stdout, java);
}

const [stage = "", ...given] = process.argv.slice(2);
try {
  if (stage === "conduct") await conductBeside(...given);
  else await (await import("./runStage.ts")).runStage(stage, JSON.parse(given[0] ?? "{}"));
} catch (error) {
  if (!(error instanceof VergerError)) throw error;
  // The bridge keeps the last lines of the task's log, and hands them on with the exit code.
  process.stdout.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = error.exitCode;
}

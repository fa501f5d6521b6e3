import { nodeHome } from "../nodeScripts.ts";
import { type RunOrder, specOf } from "./jobSubmitter.ts";

/** The job's Spark program inside the bundle. It reads the run as JSON from `--spec`. */
export const driverPath = `${nodeHome}/spark/driver.py`;

/** The arguments of an EMR step (`command-runner.jar`). Spark's settings are the cluster's own defaults. */
export function emrStepArguments(run: RunOrder): string[] {
  // The driver runs on the primary, which is never on the spot market, beside what it imports.
  return ["spark-submit", "--deploy-mode", "client", "--name", run.runId, driverPath, "--spec", specOf(run)];
}

/**
 * The shell command the EC2 primary runs. It is a service with a name, which the idle watch looks for, and which ends
 * with the command.
 */
export function primaryCommand(run: RunOrder, workers: number): string {
  const spec = ["--spec", specOf(run)];
  const overWorkers = [`${nodeHome}/spark/bin/spark-submit`, "--master", ownMaster, "--name", run.runId, driverPath];
  const job = workers === 0 ? [`${nodeHome}/bin/run-job`] : overWorkers;
  const service = ["systemd-run", "--unit=verger-job", "--collect", "--pipe", "--wait"];
  return [...service, ...job, ...spec].map(quoted).join(" ");
}

/** The standalone master on the machine the command runs on. */
const ownMaster = "spark://$(hostname -I | cut -d' ' -f1):7077";

/** A word for a POSIX shell. What the shell itself must fill in, `$(…)`, stands in double quotes. */
function quoted(word: string): string {
  if (word.includes("$(")) return `"${word}"`;
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

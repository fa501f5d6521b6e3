import { join } from "node:path";
import { storageLayout } from "../../infra/storageLayout.ts";
import { leftovers } from "../engine/setup/engineCases.ts";
import type { StackWorkspace } from "../engine/setup/stackWorkspace.ts";
import { type Comparison, compareRuns } from "./compareRuns.ts";
import type { Rehearsal, RehearsalOptions } from "./rehearsal.ts";
import { runVerger } from "./runVerger.ts";

export interface LifeOfARun {
  /** Exit codes of the commands, in their order. */
  readonly exitCodes: readonly number[];
  readonly runId: string;
  /** Against the local engine's run on the same photographs. */
  readonly comparison: Comparison;
  /** What is in the stub provider's cloud and is not kept on purpose. */
  readonly leftovers: readonly string[];
}

/**
 * `verger run`: the stack, its job, the results, and nothing left but these; then what was kept is fetched without the
 * stack, and the same job is run by the local engine.
 */
export async function lifeOfARun(
  { stack, project, command, verger }: Rehearsal,
  { photographs, spec, folder, onLine }: RehearsalOptions,
): Promise<LifeOfARun> {
  const lines: string[] = [];
  const told = (line: string): void => {
    lines.push(line);
    onLine(line);
  };
  const ran = await verger(command, told);
  const runId = new RegExp(`run (${stack.stack}-[0-9a-f]{10})`).exec(lines.join("\n"))?.[1] ?? "";

  const kept = `${keptStorage(stack)}/${storageLayout.runs}${runId}`;
  const fetched = await verger(["fetch", "--from", kept, "--out", "kept"], onLine);

  const options = Object.entries(spec).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const here = ["job", "--images", photographs, ...options, "--out", "local", "--run-id", "local", "--no-report"];
  const local = await runVerger(here, folder, process.env, () => undefined);
  const comparison = await compareRuns(join(project, "runs", runId), join(folder, "local", "local"));

  return { exitCodes: [ran, fetched, local], runId, comparison, leftovers: leftovers(stack) };
}

/** The bucket or container that outlived its stack. */
function keptStorage({ cloud }: StackWorkspace): string {
  for (const { type, id, inputs } of cloud.resources) {
    if (type === "aws:s3/bucket:Bucket" && !id.includes("access-logs")) return `s3://${id}`;
    if (type === "azure-native:storage:StorageAccount")
      return `abfss://photographs@${String(inputs["accountName"])}.dfs.core.windows.net`;
  }
  throw new Error("no results were kept");
}

import { join } from "node:path";
import { openStorage } from "../../job/storage/openStorage.ts";
import { copyOut } from "../cloud/setup/copyOut.ts";
import { leftovers } from "../engine/setup/engineCases.ts";
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

/** Makes the stack, which runs its job; compares the results with the local engine's; takes the stack away. */
export async function lifeOfARun(
  { stack, verger }: Rehearsal,
  { photographs, spec, folder, onLine }: RehearsalOptions,
): Promise<LifeOfARun> {
  const lines: string[] = [];
  const told = (line: string): void => {
    lines.push(line);
    onLine(line);
  };
  const up = await verger(["up", "-s", stack.stack, "--yes"], told);
  const runId = /run (aws-paris-[0-9a-f]+) submitted/.exec(lines.join("\n"))?.[1] ?? "";
  const bucket = stack.cloud.resources.find(({ type }) => type === "aws:s3/bucket:Bucket")?.id ?? "";
  const place = { workingFolder: folder, environment: process.env };
  const fetched = await copyOut(await openStorage(`s3://${bucket}`, place), `runs/${runId}`, join(folder, "fetched"));

  const options = Object.entries(spec).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const here = ["job", "--images", photographs, ...options, "--out", "local", "--run-id", "local", "--no-report"];
  const local = await runVerger(here, folder, process.env, () => undefined);
  const comparison = await compareRuns(fetched, join(folder, "local", "local"));

  const destroy = await verger(["destroy", "-s", stack.stack, "--yes"], told);
  return { exitCodes: [up, local, destroy], runId, comparison, leftovers: leftovers(stack) };
}

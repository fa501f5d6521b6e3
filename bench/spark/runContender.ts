import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Contender, ContenderRun } from "./contenders.ts";
import { Marks } from "./marks.ts";

export const Measured = z.object({
  kind: z.literal("done"),
  marks: Marks,
  /** The same in seconds of processor time; null for a contender whose own clock the marks are read from. */
  cpuMarks: Marks.nullable(),
  seconds: z.number(),
  /** Of every process the contender started, and how it was counted: see measured.py. */
  cpuSeconds: z.number(),
  counted: z.enum(["group", "seen"]),
  /** Proportional set sizes of all processes together. */
  peakMiB: z.number(),
});
export type Measured = z.output<typeof Measured>;

export type Outcome =
  | Measured
  | { readonly kind: "over the limit"; readonly seconds: number }
  | { readonly kind: "failed"; readonly why: string };

const Line = z.object({ at: z.number(), cpu: z.number(), line: z.string() });
const End = z.object({
  exit: z.int().nullable(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  counted: Measured.shape.counted,
  peakMiB: z.number(),
});

/** Runs a contender to its end or to the limit; nothing it started outlives it. */
export async function runContender(contender: Contender, run: ContenderRun, limitSeconds: number): Promise<Outcome> {
  const [program, ...parameters] = contender.command(run);
  const measured = fileURLToPath(new URL("measured.py", import.meta.url));
  const child = spawn(run.python.spark, [measured, String(limitSeconds), String(run.cores), program, ...parameters], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...run.environment, ...contender.environment?.(run) },
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const records = output
    .split("\n")
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
  const end = End.safeParse(records.at(-1));
  if (!end.success) return { kind: "failed", why: lastLine(errors) };
  const { exit, ...costs } = end.data;
  if (exit === null) return { kind: "over the limit", seconds: limitSeconds };
  if (exit !== 0) return { kind: "failed", why: `exit ${exit}: ${lastLine(errors)}` };
  const lines = records.slice(0, -1).map((record) => Line.parse(record));
  const marks = contender.marks(lines, costs.seconds);
  const byCpu = lines.map(({ cpu, line }) => ({ at: cpu, cpu, line }));
  const cpuMarks = contender.ownClock === true ? null : contender.marks(byCpu, costs.cpuSeconds);
  return { kind: "done", marks, cpuMarks, ...costs };
}

const lastLine = (log: string): string => log.trim().split("\n").at(-1)?.slice(0, 200) ?? "";

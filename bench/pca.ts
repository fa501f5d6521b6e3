import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { pythonEnvironment } from "../tools/toolchains/python.ts";
import { contenderEnvironment } from "./pca/contenderEnvironment.ts";
import { type ContenderRun, contenders } from "./pca/contenders.ts";
import { printTable, type Row } from "./pca/printTable.ts";
import { runContender } from "./pca/runContender.ts";
import { type Shape, shapes, titleOf } from "./pca/shapes.ts";

/**
 * Every contender on the same data, one process after the other, round after round: `npm run bench:pca`.
 * Times are of the fit alone, in a process that has loaded its libraries and, unless from disk, the data. Processor
 * time (all threads) stands beside the wall clock because a busy machine disturbs it less.
 */
const usage = `npm run bench:pca -- [options]
  --limit SECONDS   time a contender gets for a shape (default 30)
  --rounds N        rounds through all contenders; the best fit of all counts (default 1)
  --threads N       threads of every contender's matrix products (default: one a core)
  --shape TEXT      only shapes whose title contains TEXT, such as "5,000"
  --only TEXT       only contenders whose name contains TEXT (ours always runs)`;

const { values: given } = parseArgs({
  options: {
    limit: { type: "string", default: "30" },
    rounds: { type: "string", default: "1" },
    threads: { type: "string", default: String(cpus().length) },
    shape: { type: "string", default: "" },
    only: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
});
const peersScript = fileURLToPath(new URL("pca/peers.py", import.meta.url));
const Accuracy = z.object({ error: z.number(), angle: z.number(), judged: z.int() });

if (given.help) console.log(usage);
else await benchmark();

async function benchmark(): Promise<void> {
  const environment = await pythonEnvironment("bench-pca-requirements.txt");
  if (!environment.ready) throw new Error(environment.why);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, NumPy on ${peers(environment.path, "kernel").trim()}, ` +
      `${given.threads} threads, limit ${given.limit} s a contender`,
  );
  for (const shape of shapes.filter((each) => titleOf(each).includes(given.shape)))
    await measureShape(shape, environment.path);
}

async function measureShape(shape: Shape, interpreter: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "verger-bench-"));
  const run: ContenderRun = {
    python: interpreter,
    features: join(folder, "features.f32"),
    parquet: join(folder, "features.parquet"),
    result: join(folder, "result.f64"),
    rows: shape.rows,
    columns: shape.features,
    components: shape.components,
    threads: Number(given.threads),
  };
  const reference = join(folder, "reference.npz");
  const sizes = [String(shape.rows), String(shape.features)];
  try {
    peers(interpreter, "make", run.features, run.parquet, ...sizes);
    peers(interpreter, "reference", run.features, reference, ...sizes, String(shape.components));
    const rows = new Map<string, Row>();
    for (let round = 0; round < Number(given.rounds); round++)
      for (const { name, command, environment } of contenders.filter(isAsked)) {
        const before = rows.get(name);
        if (before !== undefined && before.outcome.kind !== "done") continue;
        const outcome = await runContender(command(run), Number(given.limit), environment?.(run));
        const accuracy =
          outcome.kind === "done"
            ? Accuracy.parse(JSON.parse(peers(interpreter, "compare", reference, run.result)))
            : undefined;
        rows.set(name, withRound(before, { name, outcome, accuracy }));
      }
    printTable(shape, [...rows.values()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function peers(interpreter: string, ...parameters: readonly string[]): string {
  return execFileSync(interpreter, [peersScript, ...parameters], { env: contenderEnvironment(process.env) }).toString();
}

function isAsked({ name }: { name: string }): boolean {
  return name.startsWith("verger") || name.includes(given.only);
}

function withRound(before: Row | undefined, now: Row): Row {
  if (before?.outcome.kind !== "done" || now.outcome.kind !== "done") return before ?? now;
  const merged = { ...now.outcome, fits: [...before.outcome.fits, ...now.outcome.fits] };
  return { ...now, outcome: { ...merged, peakMiB: Math.max(before.outcome.peakMiB, merged.peakMiB) } };
}

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "../toolchains/python.ts";
import { featureCases } from "./featureCases.ts";

/**
 * `npm run golden:features` has Keras compute the golden features anew and writes them; `npm run oracle` only compares
 * what Keras computes here with what is committed.
 */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const goldenFolder = path("../../test/job/features/golden");
const compare = process.argv.includes("--compare");

const toolchain = await pythonEnvironment("requirements-keras.txt");
if (!toolchain.ready) throw new Error(toolchain.why);
const runPython = (...args: string[]) =>
  execFileSync(toolchain.path, [path("features.py"), ...args], { stdio: ["ignore", "inherit", "ignore"] });

const scratch = mkdtempSync(join(tmpdir(), "verger-oracle-"));
try {
  const cases = join(scratch, "cases.json");
  writeFileSync(cases, JSON.stringify(featureCases));
  if (!compare) runPython("draw", goldenFolder);
  const out = compare ? join(scratch, "features.bin") : join(goldenFolder, "features.bin");
  runPython("run", cases, goldenFolder, out);
  if (compare) report(floats(out), floats(join(goldenFolder, "features.bin")));
} finally {
  rmSync(scratch, { recursive: true });
}

function floats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function report(live: Float32Array, golden: Float32Array): void {
  if (live.length !== golden.length)
    throw new Error(`Keras gave ${live.length} values, ${golden.length} are committed`);
  const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference = golden.reduce((most, value, at) => Math.max(most, Math.abs(value - (live[at] ?? NaN))), 0);
  console.log(
    `${golden.length} values; Keras here and the golden file differ by ${difference} at most (largest ${largest})`,
  );
  if (!(difference <= 1e-4 * largest)) process.exitCode = 1;
}

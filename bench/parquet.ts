import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { encodeFeatures } from "../job/results/featuresParquet.ts";
import { featuresPart } from "../job/results/runFolder.ts";
import { diskStorage } from "../job/storage/diskStorage.ts";
import { python } from "../tools/toolchains/python.ts";

/**
 * Features in Parquet: how fast they are written and read, beside pyarrow on the same files, and what memory a PCA of
 * few and of many rows takes. `npm run bench:parquet [rows]`; each measurement is a process of its own.
 */
const run = promisify(execFile);
const dimension = 1280;
const partRows = 1000;
const rows = Number(process.argv[2] ?? 90_000);
const megabytes = (rows * dimension * 4) / 1e6;
const here = (name: string): string => fileURLToPath(new URL(`parquet/${name}`, import.meta.url));

const toolchain = await python();
if (!toolchain.ready) throw new Error(toolchain.why);
const folder = await mkdtemp(join(tmpdir(), "verger-bench-"));
try {
  console.log(`${rows} × ${dimension} float32, ${megabytes.toFixed(0)} MB, on ${cpus().length} × ${cpus()[0]?.model}`);
  report("verger writes parts of 1,000 rows", await writeParts());
  const measure = async (script: string, ...args: string[]): Promise<Measured> => {
    const program = script.endsWith(".py") ? toolchain.path : process.execPath;
    const { stdout } = await run(program, [here(script), folder, ...args]);
    return JSON.parse(stdout) as Measured;
  };
  report("pyarrow writes one file, one row group", await measure("peer.py", "write"));
  for (const source of ["features", "pyarrow"]) {
    report(`verger reads ${source}`, await measure("read.ts", source));
    report(`pyarrow reads ${source} (one thread)`, await measure("peer.py", "read", source));
  }
  report("verger pca of 2,000 rows, k = 2", await measure("pca.ts", "features/part-0000[01].parquet"));
  report(`verger pca of ${rows} rows, k = 2`, await measure("pca.ts", "features/*.parquet"));
} finally {
  await rm(folder, { recursive: true });
}

interface Measured {
  readonly rows: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

function report(what: string, measured: Measured): void {
  const rate = (measured.rows * dimension * 4) / 1e6 / measured.seconds;
  const peak = measured.peakMegabytes > 0 ? `peak ${measured.peakMegabytes.toFixed(0)} MB` : "";
  console.log(
    `${what.padEnd(42)} ${measured.seconds.toFixed(2).padStart(7)} s ${rate.toFixed(0).padStart(6)} MB/s  ${peak}`,
  );
}

/** Numbers like those of a network: a tenth are zero, the others spread over their exponent. */
async function writeParts(): Promise<Measured> {
  const storage = diskStorage(folder);
  let state = 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  let milliseconds = 0;
  for (let first = 0; first < rows; first += partRows) {
    const count = Math.min(partRows, rows - first);
    const values = Float32Array.from({ length: count * dimension }, () => (random() < 0.1 ? 0 : -Math.log(random())));
    const names = Array.from({ length: count }, (_, row) => ({
      path: `orchard/${first + row}.jpg`,
      label: "orchard",
      width: 224,
      height: 224,
    }));
    const startedAt = performance.now();
    await storage.write(featuresPart(first / partRows), encodeFeatures({ rows: names, dimension, values }));
    milliseconds += performance.now() - startedAt;
  }
  return { rows, seconds: milliseconds / 1000, peakMegabytes: 0 };
}

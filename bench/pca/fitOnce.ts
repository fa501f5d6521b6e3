import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { PCA } from "ml-pca";
import { blasAtHand } from "../../job/blas/blasAtHand.ts";
import { fitPca } from "../../job/pca/fitPca.ts";
import { chosenKernel } from "../../job/pca/kernel/chosenKernel.ts";
import type { RowBlock, RowSource } from "../../job/pca/matrix.ts";
import { pcaTeam } from "../../job/threads/pcaTeam.ts";
import { openFeatureTable } from "../../job/results/openFeatureTable.ts";
import { diskStorage } from "../../job/storage/diskStorage.ts";

/**
 * Fits one PCA in a process of its own, several times while that is quick, and prints what it took as JSON:
 * `node fitOnce.ts verger|ml-pca FEATURES RESULT ROWS COLUMNS COMPONENTS THREADS`.
 */
const [mode, file, result, ...sizes] = process.argv.slice(2);
const [rows = 0, columns = 0, asked = 0, threads = 2] = sizes.map(Number);
if (file === undefined || result === undefined) throw new Error("a feature file and a result file are needed");
const fromParquet = file.endsWith(".parquet");
// n rows have n - 1 directions at most; the peers fill up with a component of no variance, which we refuse to make up.
const components = Math.min(asked, rows - 1);

/** Shares of the variance, then components by rows. */
type Fitted = readonly [shares: ArrayLike<number>, components: Float64Array];

const blas = mode === "verger" ? await blasAtHand({ environment: process.env, threads }) : undefined;
const fit = mode === "ml-pca" ? mlPca() : verger();
console.log("ready");
const fits: { wall: number; cpu: number }[] = [];
let fitted: Fitted = [[], new Float64Array()];
for (let spent = 0; isWorthAnother(fits.length, spent); spent += fits.at(-1)!.wall) {
  const start = performance.now();
  const before = process.cpuUsage();
  fitted = await fit();
  const { user, system } = process.cpuUsage(before);
  fits.push({ wall: performance.now() - start, cpu: (user + system) / 1000 });
}
const [shares, vectors] = fitted;
writeFileSync(result, new Uint8Array(Float64Array.from([shares.length, ...Array.from(shares), ...vectors]).buffer));
console.log(JSON.stringify({ fits, peakMiB: process.resourceUsage().maxRSS / 1024 }));

/** Up to twenty fits in three seconds; two where the first took no more than ten. As in peers.py. */
function isWorthAnother(count: number, milliseconds: number): boolean {
  return (count < 20 && milliseconds < 3_000) || (count < 2 && milliseconds < 10_000);
}

function verger(): () => Promise<Fitted> {
  const source = fromParquet ? parquetRows() : memoryRows();
  return async () => {
    const team = pcaTeam(threads);
    const model = await fitPca(source, {
      components,
      scale: false,
      kernel: chosenKernel(threads, blas),
      ...(team === undefined ? {} : { team }),
      ...(blas === undefined ? {} : { blas }),
    });
    return [model.explainedVarianceRatio, model.components.values];
  };
}

function mlPca(): () => Promise<Fitted> {
  const all = values();
  const table = Array.from({ length: rows }, (_, i) => [...all.subarray(i * columns, (i + 1) * columns)]);
  return async () => {
    const pca = new PCA(table, { method: "SVD" });
    const loadings = pca.getLoadings().to2DArray().slice(0, components).flat();
    return [pca.getExplainedVariance().slice(0, components), Float64Array.from(loadings)];
  };
}

function values(): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(file!)).buffer);
}

function memoryRows(): RowSource {
  const all = values();
  return async function* (): AsyncGenerator<RowBlock> {
    yield { rows, columns, values: all };
  };
}

function parquetRows(): RowSource {
  return async function* (): AsyncGenerator<RowBlock> {
    const table = await openFeatureTable(diskStorage(dirname(file!)), [basename(file!)]);
    yield* table.rowBlocks();
  };
}

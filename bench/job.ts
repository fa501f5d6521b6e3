/**
 * The local job on N copies of a folder of photographs: pictures a second and peak memory.
 *
 *   npm run --silent bench:job -- FOLDER [COPIES…] [--workers N]      default: 2000 10000, 2 workers
 */
import { execFile } from "node:child_process";
import { copyFile, link, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { listImages } from "../job/images/listImages.ts";
import { RunManifest } from "../job/results/runManifest.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { workers: { type: "string", default: "2" } },
});
const [photographs, ...sizes] = positionals;
if (photographs === undefined) throw new Error("Give a folder of photographs: npm run bench:job -- FOLDER");

const program = fileURLToPath(new URL("../bin/verger.js", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "verger-bench-"));
try {
  const rows: string[][] = [["pictures", "img/s", "featurize s", "pca s", "peak memory MB"]];
  for (const size of sizes.length > 0 ? sizes.map(Number) : [2000, 10_000]) {
    const manifest = await runOn(await copies(photographs, size, join(folder, String(size))), size);
    const { seconds, imagesPerSecond, peakMemoryBytes } = manifest;
    rows.push([
      String(manifest.counts.features),
      (imagesPerSecond ?? 0).toFixed(0),
      seconds.featurize.toFixed(1),
      seconds.pca.toFixed(1),
      ((peakMemoryBytes ?? 0) / 1e6).toFixed(0),
    ]);
  }
  for (const row of rows) console.log(row.map((cell) => cell.padStart(14)).join(" "));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Hard links, so that ten thousand copies cost no disk. */
async function copies(from: string, size: number, to: string): Promise<string> {
  const images = await listImages(resolve(from), { label: "parent" });
  for (let index = 0; index < size; index += 1) {
    const { path } = images[index % images.length] ?? { path: "" };
    const target = join(to, dirname(path), `${Math.floor(index / images.length)}-${basename(path)}`);
    if (index < images.length) await mkdir(dirname(target), { recursive: true });
    await link(resolve(from, path), target).catch(async (error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
      await copyFile(resolve(from, path), target);
    });
  }
  return to;
}

async function runOn(images: string, size: number): Promise<RunManifest> {
  const args = [
    "job",
    "--images",
    images,
    "--out",
    join(folder, "runs"),
    "--run-id",
    `n${size}`,
    "--weights",
    "seeded",
    "--components",
    "8",
  ];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, ...args, "--workers", values.workers, "--no-report", "--json"],
    { maxBuffer: 1 << 28 },
  );
  return RunManifest.parse(JSON.parse(stdout));
}

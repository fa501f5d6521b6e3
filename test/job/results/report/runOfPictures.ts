import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import sharp from "sharp";
import { runPcaStage } from "../../../../job/engines/pcaStage.ts";
import type { RejectRow } from "../../../../job/results/featureRow.ts";
import { encodeFeatures } from "../../../../job/results/featuresParquet.ts";
import { openFeatureTable } from "../../../../job/results/openFeatureTable.ts";
import { encodeRejects } from "../../../../job/results/rejectsParquet.ts";
import type { RunManifest } from "../../../../job/results/runManifest.ts";
import { JobSpec } from "../../../../job/contract/jobSpec.ts";
import { featuresPart, manifestFile, rejectsPart } from "../../../../job/results/runFolder.ts";
import { jsonBytes } from "../../../../job/results/writtenFile.ts";
import { diskStorage } from "../../../../job/storage/diskStorage.ts";

export interface RunOfPictures {
  readonly images: string;
  readonly run: string;
  /** What each file is called in the run, if not by its own path. */
  readonly rename?: (path: string) => { path: string; label: string | null };
  readonly rejects?: readonly RejectRow[];
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly components?: number;
  /** Rows made of each picture, in folders of their own (default 1). */
  readonly copies?: number;
}

const side = 16;

/** A run folder as the job leaves it, with 16 × 16 pixels as features. @returns the number of images */
export async function runOfPictures(options: RunOfPictures): Promise<number> {
  const { images, run, rename = ownName, rejects = [], manifest = {} } = options;
  const storage = diskStorage(run);
  const found = await pictureFiles(images);
  const files = Array.from({ length: options.copies ?? 1 }, () => found).flat();
  const dimension = side * side * 3;
  const values = new Float32Array(files.length * dimension);
  const rows = [];
  const small = new Map(
    await Promise.all(found.map(async (file) => [file, await smallPicture(join(images, file))] as const)),
  );
  for (const [index, file] of files.entries()) {
    const { width = 0, height = 0, pixels } = small.get(file) ?? {};
    if (pixels !== undefined) values.set(pixels, index * dimension);
    const copy = Math.floor(index / found.length);
    rows.push({ ...rename(copy === 0 ? file : `${copy}/${file}`), width, height });
  }
  await storage.write(featuresPart(0), encodeFeatures({ rows, dimension, values }));
  await storage.write(rejectsPart(0), encodeRejects(rejects));
  const features = await openFeatureTable(storage, [featuresPart(0)]);
  await runPcaStage({ features, storage, components: options.components ?? 12, scale: false, csv: false });
  await storage.write(manifestFile, jsonBytes({ ...exampleManifest(images, files.length), ...manifest }));
  return files.length;
}

async function smallPicture(file: string): Promise<{ width: number; height: number; pixels: Uint8Array }> {
  const picture = sharp(await readFile(file));
  const { width, height } = await picture.metadata();
  const square = picture.toColourspace("srgb").removeAlpha().resize(side, side, { fit: "fill" });
  return { width, height, pixels: await square.raw().toBuffer() };
}

async function pictureFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(jpe?g|png)$/i.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

const ownName = (path: string) => ({ path, label: path.split("/").at(-2) ?? null });

function exampleManifest(images: string, count: number): Record<string, unknown> {
  const digest = "0".repeat(64);
  return {
    version: 1,
    runId: "2026-11-21-k7f3",
    state: "succeeded",
    verger: "0.1.0",
    spec: JobSpec.parse({ extractor: "pixels", size: side, components: 12 }),
    identity: digest,
    images: { folder: images, count, bytes: 1_234_567, listing: digest },
    extractor: { name: "pixels", inputSize: side, dimension: side * side * 3 },
    weights: null,
    engine: { name: "local", workers: 2, shards: 1 },
    counts: { images: count, features: count, rejects: 0, shardsDone: 1 },
    pca: { components: 12, explainedVarianceRatio: [0.5], solver: "gram", scaled: false, constantFeatures: 0 },
    seconds: { featurize: 9.1, pca: 0.6, total: 9.9 },
    peakMemoryBytes: 300_000_000,
    imagesPerSecond: 5.2,
    machine: { platform: "linux", architecture: "x64", processor: "a processor", cores: 2, memoryBytes: 8_000_000_000 },
    runtime: { node: "24.21.0", sharp: "0.35.5" },
    files: [],
    warnings: [],
    startedAt: "2026-11-21T09:00:00.000Z",
    finishedAt: "2026-11-21T09:00:12.300Z",
    attempts: 1,
  } satisfies RunManifest;
}

import { z } from "zod";
import { InputError } from "../../contract/errors.ts";
import type { PcaModel } from "../../pca/pcaModel.ts";
import type { Matrix } from "../../pca/matrix.ts";
import type { Storage } from "../../storage/storage.ts";
import type { RejectRow } from "../featureRow.ts";
import { openFeatureTable } from "../openFeatureTable.ts";
import { readPcaModel } from "../pcaModelFile.ts";
import { manifestFile } from "../runFolder.ts";
import { flatRows } from "./flatRows.ts";
import type { ImageClass, ReportImage } from "./reportData.ts";
import { parseManifest, type ReportManifest } from "./reportManifest.ts";

/** What a run folder holds, as the report needs it. Images are in the order of their paths. */
export interface LoadedRun {
  readonly images: readonly ReportImage[];
  readonly classes: readonly ImageClass[];
  readonly classOf: Int32Array;
  readonly projections: Matrix;
  readonly model: PcaModel;
  readonly rejects: readonly RejectRow[];
  readonly manifest: ReportManifest;
}

const SizeRow = z.object({ path: z.string(), width: z.coerce.number(), height: z.coerce.number() });
const RejectRowSchema = z.object({ path: z.string(), reason: z.string() });

/** @throws InputError where the folder holds no finished PCA */
export async function loadRun(storage: Storage): Promise<LoadedRun> {
  const parquet = async (folder: string): Promise<string[]> =>
    (await storage.list(`${folder}/`)).map(({ path }) => path).filter((path) => path.endsWith(".parquet"));
  const parts = await parquet("pca");
  if (parts.length === 0)
    throw new InputError(
      `${storage.locate("")} holds no PCA to report on.`,
      "Give the folder of a finished run, the one that holds run.json and pca/.",
    );
  const { paths, labels, projections } = await readProjections(storage, parts);
  const sizes = new Map(
    (await flatRows(storage, await parquet("features"), SizeRow)).map(({ path, ...size }) => [path, size]),
  );
  const { classes, classOf } = classesOf(labels);
  return {
    images: paths.map((path) => ({ path, width: sizes.get(path)?.width, height: sizes.get(path)?.height })),
    classes,
    classOf,
    projections,
    model: await readPcaModel(storage),
    rejects: (await flatRows(storage, await parquet("rejects"), RejectRowSchema)).toSorted(byPath),
    manifest: await readManifest(storage),
  };
}

interface Projections {
  readonly paths: readonly string[];
  readonly labels: readonly (string | null)[];
  readonly projections: Matrix;
}

async function readProjections(storage: Storage, parts: readonly string[]): Promise<Projections> {
  const table = await openFeatureTable(storage, parts, { column: "pca" });
  const columns = table.dimension;
  const rows: { path: string; label: string | null; at: number }[] = [];
  const unsorted = new Float64Array(table.rows * columns);
  for await (const block of table.blocks()) {
    unsorted.set(block.values, rows.length * columns);
    for (const [index, path] of block.paths.entries())
      rows.push({ path, label: block.labels[index] ?? null, at: rows.length * columns });
  }
  rows.sort(byPath);
  const values = new Float64Array(unsorted.length);
  for (const [row, { at }] of rows.entries()) values.set(unsorted.subarray(at, at + columns), row * columns);
  return {
    paths: rows.map(({ path }) => path),
    labels: rows.map(({ label }) => label),
    projections: { rows: rows.length, columns, values },
  };
}

/** Classes by size, then by name, and each image's index among them. */
function classesOf(labels: readonly (string | null)[]): { classes: ImageClass[]; classOf: Int32Array } {
  const counts = new Map<string | null, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const classes = [...counts]
    .map(([label, count]) => ({ label, count }))
    .toSorted((a, b) => b.count - a.count || byText(a.label ?? "", b.label ?? ""));
  const rank = new Map(classes.map(({ label }, index) => [label, index]));
  return { classes, classOf: Int32Array.from(labels, (label) => rank.get(label) ?? 0) };
}

async function readManifest(storage: Storage): Promise<ReportManifest> {
  if ((await storage.size(manifestFile)) === undefined) return {};
  try {
    return parseManifest(JSON.parse(new TextDecoder().decode(await storage.read(manifestFile))));
  } catch (error) {
    throw new InputError(
      `${storage.locate(manifestFile)} is not JSON.`,
      "Copy the whole run folder again, or move the file away to report without it.",
      { cause: error },
    );
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (a: { path: string }, b: { path: string }): number => byText(a.path, b.path);

import { fitPca } from "../pca/fitPca.ts";
import type { RowBlock, RowSource } from "../pca/matrix.ts";
import type { PcaModel } from "../pca/pcaModel.ts";
import type { FeatureTable } from "../results/featureTable.ts";
import { openFeatureTable } from "../results/openFeatureTable.ts";
import { writePcaModel } from "../results/pcaModelFile.ts";
import { projectionsCsv } from "../results/projectionsCsv.ts";
import { encodeProjections } from "../results/projectionsParquet.ts";
import { modelFile, projectionsCsvFile, projectionsPart } from "../results/runFolder.ts";
import { writeFile, writeStream, type WrittenFile } from "../results/writtenFile.ts";
import type { Storage } from "../storage/storage.ts";
import { projectionParts } from "./projectionParts.ts";

export interface PcaStageOptions {
  readonly features: FeatureTable;
  /** Receives `pca/`. */
  readonly storage: Storage;
  /** Give one of components and variance, or neither: then `defaultVariance`. */
  readonly components?: number | undefined;
  readonly variance?: number | undefined;
  /** Standardise each feature first. */
  readonly scale: boolean;
  /** Write pca.csv too. */
  readonly csv: boolean;
  readonly onProgress?: (stage: "statistics" | "projections", rows: number) => void;
}

export interface PcaStageResult {
  readonly model: PcaModel;
  /** Everything written, in order. */
  readonly files: readonly WrittenFile[];
  readonly rows: number;
}

/**
 * The second half of a job: fits a PCA to a feature table and writes the projections of its rows and the model. Reads
 * the table twice and holds a block of it at a time, so that memory does not grow with the rows.
 * Throws an InputError as fitPca does, and where the storage cannot be written.
 */
export async function runPcaStage(options: PcaStageOptions): Promise<PcaStageResult> {
  const { features, storage, components, variance, scale, onProgress } = options;
  const model = await fitPca(rowsOf(features), {
    scale,
    ...(components === undefined ? {} : { components }),
    ...(variance === undefined ? {} : { variance }),
    onProgress: (rows) => onProgress?.("statistics", rows),
  });

  await removeEarlier(storage);
  const parts: WrittenFile[] = [];
  let rows = 0;
  for await (const part of projectionParts(features, model, (done) => onProgress?.("projections", done))) {
    parts.push(await writeFile(storage, projectionsPart(parts.length), encodeProjections(part)));
    rows += part.paths.length;
  }
  const csv = options.csv ? [await writeCsv(storage, parts, model.components.rows)] : [];
  return { model, files: [...parts, ...csv, ...(await writePcaModel(storage, model))], rows };
}

function rowsOf(features: FeatureTable): RowSource {
  return async function* rows(): AsyncGenerator<RowBlock> {
    for await (const { paths, dimension, values } of features.blocks())
      yield { rows: paths.length, columns: dimension, values };
  };
}

/** Removes what another PCA left, an interrupted one perhaps: the model first, so that it never describes other parts. */
async function removeEarlier(storage: Storage): Promise<void> {
  const ours = /^pca\/(part-\d+\.parquet|pca\.csv|(mean|scale|components)\.npy)$/;
  await storage.remove(modelFile);
  for (const { path } of await storage.list("pca/")) if (ours.test(path)) await storage.remove(path);
}

/** Written from the Parquet parts, so that both say the same. */
async function writeCsv(storage: Storage, parts: readonly WrittenFile[], components: number): Promise<WrittenFile> {
  const files = parts.map(({ path }) => path);
  const table = await openFeatureTable(storage, files, { column: "pca" });
  return writeStream(storage, projectionsCsvFile, projectionsCsv(table.blocks(), components));
}

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

export interface ProjectionsOptions {
  readonly features: FeatureTable;
  readonly model: PcaModel;
  /** Receives `pca/`. */
  readonly storage: Storage;
  /** Write pca.csv too. */
  readonly csv: boolean;
  readonly onProgress?: ((stage: "projections", rows: number) => void) | undefined;
}

export interface PcaStageResult {
  readonly model: PcaModel;
  /** Everything written, in order. */
  readonly files: readonly WrittenFile[];
  readonly rows: number;
}

/**
 * Writes the projections of a table's rows and, last, the model they come from. Holds a block of rows at a time.
 * @throws InputError where the storage cannot be written
 */
export async function writeProjections(options: ProjectionsOptions): Promise<PcaStageResult> {
  const { features, model, storage, onProgress } = options;
  await removeEarlier(storage);
  const parts: WrittenFile[] = [];
  let rows = 0;
  const blocks = projectionParts(features, model, { onProgress: (done) => onProgress?.("projections", done) });
  for await (const part of blocks) {
    parts.push(await writeFile(storage, projectionsPart(parts.length), encodeProjections(part)));
    rows += part.paths.length;
  }
  const csv = options.csv ? [await writeCsv(storage, parts, model.components.rows)] : [];
  return { model, files: [...parts, ...csv, ...(await writePcaModel(storage, model))], rows };
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

import type { RowSource } from "../../../pca/matrix.ts";
import { openFeatureTable } from "../../../results/openFeatureTable.ts";
import type { Storage } from "../../../storage/storage.ts";

/** The features that stand in files, in the files' order. */
export async function featureRows(storage: Storage, files: readonly string[]): Promise<RowSource> {
  const table = await openFeatureTable(storage, files, { column: "features" });
  return () => table.rowBlocks();
}

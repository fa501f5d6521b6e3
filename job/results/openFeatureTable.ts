import { InputError } from "../contract/errors.ts";
import type { RowBlock } from "../pca/matrix.ts";
import type { Storage } from "../storage/storage.ts";
import { featureColumn } from "./featureColumn.ts";
import type { FeatureTable, FeatureTableBlock } from "./featureTable.ts";
import { firstRowLength } from "./parquet/floatLists.ts";
import { FloatRoom } from "./parquet/floatRoom.ts";
import { damaged, openParquet, type ParquetFile } from "./parquet/parquetFile.ts";
import { type RowGroup, rowGroupBlocks, rowNames } from "./rowGroup.ts";

export interface FeatureTableOptions {
  /** Column to read the features from; needed where a file has several lists of numbers. */
  readonly column?: string | undefined;
}

/**
 * Opens Parquet files, ours or another tool's, as one table of features in the order given. Only footers and the first
 * row are read here.
 * @throws InputError for no rows, no such column, several that could be meant, or a file that is not Parquet.
 */
export async function openFeatureTable(
  storage: Storage,
  files: readonly string[],
  options: FeatureTableOptions = {},
): Promise<FeatureTable> {
  let { column } = options;
  let dimension: number | undefined;
  let rows = 0;
  for (const path of files) {
    const file = await openParquet(storage, path);
    column = featureColumn(file, column).name;
    dimension ??= await dimensionOf(file, column);
    rows += Number(file.metadata.num_rows);
  }
  if (column === undefined || dimension === undefined)
    throw new InputError(
      files.length === 1
        ? `${storage.locate(files[0]!)} holds no rows`
        : `no file of ${storage.locate("")} holds a row`,
      "give Parquet files with at least one row of features",
    );
  const source = { storage, files, column, dimension };
  return {
    rows,
    dimension,
    column,
    rowBlocks: (firstRow = 0) => rowBlocks(source, firstRow),
    blocks: () => namedBlocks(source),
  };
}

/** The length of the first row, or undefined for a file without rows. */
async function dimensionOf(file: ParquetFile, name: string): Promise<number | undefined> {
  const rowGroup = file.metadata.row_groups.findIndex(({ num_rows }) => num_rows > 0n);
  if (rowGroup === -1) return undefined;
  const dimension = await firstRowLength(file, rowGroup, featureColumn(file, name)).catch((error: unknown) => {
    throw damaged(file, name, rowGroup, error);
  });
  if (dimension > 0) return dimension;
  throw new InputError(
    `${file.storage.locate(file.path)}, row 1: ${name} is null, empty or has a null among its numbers`,
    "leave that row out, or fill it in: a PCA needs every number",
  );
}

/** Where the features of a table are. */
interface Source {
  readonly storage: Storage;
  readonly files: readonly string[];
  readonly column: string;
  readonly dimension: number;
}

async function* rowBlocks(source: Source, firstRow: number): AsyncGenerator<RowBlock> {
  const room = new FloatRoom();
  let toPass = firstRow;
  for await (const group of rowGroupsOf(source)) {
    if (group.rows <= toPass) {
      toPass -= group.rows;
      continue;
    }
    for await (const { rows, columns, values } of rowGroupBlocks(group, room)) {
      const passed = Math.min(toPass, rows);
      toPass -= passed;
      if (passed < rows) yield { rows: rows - passed, columns, values: values.subarray(passed * columns) };
    }
  }
}

async function* namedBlocks(source: Source): AsyncGenerator<FeatureTableBlock> {
  const room = new FloatRoom();
  for await (const group of rowGroupsOf(source)) {
    const names = rowNames(group);
    for await (const { rows, columns: dimension, values } of rowGroupBlocks(group, room)) {
      const { paths, labels } = await names.take(rows);
      yield { paths, labels, dimension, values };
    }
  }
}

async function* rowGroupsOf({ storage, files, column, dimension }: Source): AsyncGenerator<RowGroup> {
  for (const path of files) {
    const file = await openParquet(storage, path);
    let rowsBefore = 0;
    for (const [rowGroup, { num_rows }] of file.metadata.row_groups.entries()) {
      const rows = Number(num_rows);
      yield { file, rowGroup, rows, rowsBefore, column, dimension };
      rowsBefore += rows;
    }
  }
}

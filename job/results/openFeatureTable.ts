import { InputError } from "../contract/errors.ts";
import type { Storage } from "../storage/storage.ts";
import { featureColumn } from "./featureColumn.ts";
import type { FeatureTable, FeatureTableBlock } from "./featureTable.ts";
import { flatColumn, flatColumnPath, texts } from "./parquet/flatColumn.ts";
import { firstRowLength, floatLists } from "./parquet/floatLists.ts";
import { FloatRoom } from "./parquet/floatRoom.ts";
import { damaged, openParquet, type ParquetFile } from "./parquet/parquetFile.ts";

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
  const table = { rows, dimension, column };
  return { ...table, blocks: (firstRow = 0) => tableBlocks({ storage, files, ...table }, firstRow) };
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

async function* tableBlocks(
  table: { storage: Storage; files: readonly string[]; column: string; dimension: number },
  firstRow: number,
): AsyncGenerator<FeatureTableBlock> {
  const { column, dimension } = table;
  const room = new FloatRoom();
  let toPass = firstRow;
  for (const path of table.files) {
    const file = await openParquet(table.storage, path);
    let rowsBefore = 0;
    for (const [rowGroup, { num_rows }] of file.metadata.row_groups.entries()) {
      const rows = Number(num_rows);
      try {
        if (rows > toPass)
          yield* rowsFrom(rowGroupBlocks({ file, rowGroup, rowsBefore, column, dimension, room }), toPass);
      } catch (error) {
        throw damaged(file, column, rowGroup, error);
      }
      toPass = Math.max(0, toPass - rows);
      rowsBefore += rows;
    }
  }
}

/** Blocks without their first `toPass` rows. */
async function* rowsFrom(blocks: AsyncIterable<FeatureTableBlock>, toPass: number): AsyncGenerator<FeatureTableBlock> {
  let left = toPass;
  for await (const block of blocks) {
    const { paths, labels, dimension, values } = block;
    if (left === 0) yield block;
    else if (left < paths.length)
      yield {
        paths: paths.slice(left),
        labels: labels.slice(left),
        dimension,
        values: values.subarray(left * dimension),
      };
    left = Math.max(0, left - paths.length);
  }
}

async function* rowGroupBlocks({
  file,
  rowGroup,
  rowsBefore,
  column,
  dimension,
  room,
}: {
  readonly file: ParquetFile;
  readonly rowGroup: number;
  readonly rowsBefore: number;
  readonly column: string;
  readonly dimension: number;
  readonly room: FloatRoom;
}): AsyncGenerator<FeatureTableBlock> {
  const textReader = (name: string) => {
    const path = flatColumnPath(file.schema, name, ["BYTE_ARRAY"]);
    return path === undefined ? undefined : flatColumn(file, rowGroup, path);
  };
  const pathReader = textReader("path");
  const labelReader = textReader("label");
  let row = rowsBefore;
  const lists = floatLists(file, rowGroup, featureColumn(file, column), dimension, rowsBefore, room);
  for await (const { values, areFinite } of lists) {
    const rows = values.length / dimension;
    const none = Array.from({ length: rows }, () => null);
    const paths = pathReader === undefined ? none : texts(await pathReader.take(rows));
    const labels = labelReader === undefined ? none : texts(await labelReader.take(rows));
    const first = row;
    const block = { paths: paths.map((path, i) => path ?? `${file.path}#${first + i + 1}`), labels, dimension, values };
    if (!areFinite) throw notFinite(block, (i) => `${file.storage.locate(file.path)}, row ${first + i + 1}`);
    yield block;
    row += rows;
  }
}

function notFinite({ values, dimension, paths }: FeatureTableBlock, where: (row: number) => string): InputError {
  const at = values.findIndex((value) => !Number.isFinite(value));
  const row = Math.floor(at / dimension);
  return new InputError(
    `${where(row)} (${paths[row]}): feature ${at % dimension} is ${values[at]}, not a finite number`,
    "leave that row out, or repair it: one such number would spoil the whole PCA",
  );
}

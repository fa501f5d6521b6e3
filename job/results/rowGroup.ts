import { InputError } from "../contract/errors.ts";
import type { RowBlock } from "../pca/matrix.ts";
import { featureColumn } from "./featureColumn.ts";
import { flatColumn, flatColumnPath, texts } from "./parquet/flatColumn.ts";
import { floatLists } from "./parquet/floatLists.ts";
import type { FloatRoom } from "./parquet/floatRoom.ts";
import { damaged, type ParquetFile } from "./parquet/parquetFile.ts";

/** A row group of a feature table. */
export interface RowGroup {
  readonly file: ParquetFile;
  readonly rowGroup: number;
  readonly rows: number;
  /** Rows of the file before it. */
  readonly rowsBefore: number;
  readonly column: string;
  readonly dimension: number;
}

/** The features of a row group, all finite; a block is read before the next is asked for. */
export async function* rowGroupBlocks(group: RowGroup, room: FloatRoom): AsyncGenerator<RowBlock> {
  const { file, rowGroup, rowsBefore, column: name, dimension } = group;
  let done = 0;
  try {
    const lists = floatLists(file, rowGroup, featureColumn(file, name), dimension, rowsBefore, room);
    for await (const { values, areFinite } of lists) {
      const block = { rows: values.length / dimension, columns: dimension, values };
      if (!areFinite) throw await notFinite(group, block, done);
      yield block;
      done += block.rows;
    }
  } catch (error) {
    throw damaged(file, name, rowGroup, error);
  }
}

/** Paths and labels of a row group's rows, some rows at a time. */
export function rowNames({ file, rowGroup, rowsBefore, column }: RowGroup) {
  const reader = (name: string) => {
    const path = flatColumnPath(file.schema, name, ["BYTE_ARRAY"]);
    return path === undefined ? undefined : flatColumn(file, rowGroup, path);
  };
  const [pathReader, labelReader] = [reader("path"), reader("label")];
  let row = rowsBefore;
  return {
    async take(rows: number): Promise<{ paths: string[]; labels: (string | null)[] }> {
      try {
        const none = Array<null>(rows).fill(null);
        const paths = pathReader === undefined ? none : texts(await pathReader.take(rows));
        const labels = labelReader === undefined ? none : texts(await labelReader.take(rows));
        const first = row + 1;
        row += rows;
        return { paths: paths.map((path, i) => path ?? `${file.path}#${first + i}`), labels };
      } catch (error) {
        throw damaged(file, column, rowGroup, error);
      }
    },
  };
}

/** Names the first number of a block that is not finite, `done` rows into the row group. */
async function notFinite(group: RowGroup, { columns, values }: RowBlock, done: number): Promise<InputError> {
  const at = values.findIndex((value) => !Number.isFinite(value));
  const row = done + Math.floor(at / columns);
  const { paths } = await rowNames(group).take(row + 1);
  return new InputError(
    `${group.file.storage.locate(group.file.path)}, row ${group.rowsBefore + row + 1} (${paths[row]}): feature ${at % columns} is ${values[at]}, not a finite number`,
    "leave that row out, or repair it: one such number would spoil the whole PCA",
  );
}

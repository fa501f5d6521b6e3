import type { RowBlock } from "../pca/matrix.ts";

/** Consecutive rows of a feature table: row i owns values[i * dimension .. (i + 1) * dimension]. */
export interface FeatureTableBlock {
  /** The column `path`, or `<file>#<row>` where there is none. */
  readonly paths: readonly string[];
  /** The column `label`, or nulls where there is none. */
  readonly labels: readonly (string | null)[];
  readonly dimension: number;
  readonly values: Float32Array | Float64Array;
}

/** Features that stand in Parquet files, ours or another tool's, read in file order as often as wanted. */
export interface FeatureTable {
  /** n, from the footers. */
  readonly rows: number;
  /** d, of the first row; a row of another length is an InputError while reading. */
  readonly dimension: number;
  /** Name of the column the features are read from. */
  readonly column: string;
  /**
   * The features alone, from row `firstRow` (0 where absent) on, in blocks of bounded size whatever the files' row groups
   * are; the same each time. Read one before asking for the next. Row groups before that row and other columns are not read.
   */
  rowBlocks(firstRow?: number): AsyncIterable<RowBlock>;
  /** The same of all rows, with what else is known of them. */
  blocks(): AsyncIterable<FeatureTableBlock>;
}

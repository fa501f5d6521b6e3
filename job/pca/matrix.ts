/** A dense matrix, row-major: element (i, j) is `values[i * columns + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Consecutive rows of features, row-major, as an extractor or a Parquet file gives them. */
export interface RowBlock {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array | Float64Array;
}

/** Rows that can be read from the start more than once; order and block sizes never change between passes. */
export type RowSource = () => AsyncIterable<RowBlock>;

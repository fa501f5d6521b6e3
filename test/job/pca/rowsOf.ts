import type { Matrix, RowBlock, RowSource } from "../../../job/pca/matrix.ts";

/** A source of the rows of a matrix, in blocks of the given sizes (the last size repeats). */
export function rowsOf(matrix: RowBlock, sizes: readonly number[] = [matrix.rows || 1]): RowSource {
  return async function* () {
    for (let row = 0, block = 0; row < matrix.rows; block++) {
      const rows = Math.min(sizes[Math.min(block, sizes.length - 1)]!, matrix.rows - row);
      yield {
        rows,
        columns: matrix.columns,
        values: matrix.values.slice(row * matrix.columns, (row + rows) * matrix.columns),
      };
      row += rows;
    }
  };
}

/** A matrix of rows given as arrays. */
export function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) };
}

import type { Matrix } from "../matrix.ts";

/** Rows that become more, in memory for the most there may be. */
export interface GrowingRows {
  /** All rows once these follow. */
  append(rows: Matrix): Matrix;
  /** These rows alone. */
  replace(rows: Matrix): Matrix;
}

export function growingRows(most: number, columns: number): GrowingRows {
  const room = new Float64Array(most * columns);
  let count = 0;
  const grown: GrowingRows = {
    append({ rows, values }) {
      room.set(values, count * columns);
      count += rows;
      return { rows: count, columns, values: room.subarray(0, count * columns) };
    },
    replace(rows) {
      count = 0;
      return grown.append(rows);
    },
  };
  return grown;
}

import type { Matrix } from "../matrix.ts";

/** Rows that point nowhere in particular and are the same in every run: numbers in [-1, 1) by Mulberry32 from seed 1. */
export function startingRows(rows: number, columns: number): Matrix {
  const values = new Float64Array(Math.max(rows, 0) * columns);
  let state = 1;
  for (let i = 0; i < values.length; i++) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    values[i] = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  }
  return { rows: Math.max(rows, 0), columns, values };
}

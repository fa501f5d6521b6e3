import type { Matrix } from "../../../job/pca/matrix.ts";

/** Largest difference relative to the largest magnitude of `expected`. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / (largest || 1);
}

/** `rows` with each row turned to the sign of the same row of `like`. */
export function signedLike(rows: Matrix, like: ArrayLike<number>): Float64Array {
  const turned = rows.values.slice();
  for (let i = 0; i < rows.rows; i++) {
    let along = 0;
    for (let j = 0; j < rows.columns; j++) along += turned[i * rows.columns + j]! * like[i * rows.columns + j]!;
    if (along < 0) for (let j = 0; j < rows.columns; j++) turned[i * rows.columns + j]! *= -1;
  }
  return turned;
}

/** Largest entry of |M·Mᵀ - I|. */
export function orthonormalityDefect({ rows, columns, values }: Matrix): number {
  let largest = 0;
  for (let a = 0; a < rows; a++)
    for (let b = 0; b <= a; b++) {
      let sum = a === b ? -1 : 0;
      for (let j = 0; j < columns; j++) sum += values[a * columns + j]! * values[b * columns + j]!;
      largest = Math.max(largest, Math.abs(sum));
    }
  return largest;
}

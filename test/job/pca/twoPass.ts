import type { Matrix } from "../../../job/pca/matrix.ts";
import type { Statistics } from "../../../job/pca/statistics/statistics.ts";

/** Mean and scatter by their definition, in two passes. */
export function twoPass({ rows, columns, values }: Matrix): Statistics {
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j]! += values[i * columns + j]! / rows;
  const scatter = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++)
    for (let a = 0; a < columns; a++)
      for (let b = 0; b < columns; b++)
        scatter[a * columns + b]! += (values[i * columns + a]! - mean[a]!) * (values[i * columns + b]! - mean[b]!);
  return { count: rows, mean, scatter };
}

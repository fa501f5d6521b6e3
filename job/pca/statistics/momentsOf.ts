import { fixedBlocks } from "../fixedBlocks.ts";
import type { RowSource } from "../matrix.ts";
import { columnMeans } from "./columnMeans.ts";

/** Means and variances of d features, without their covariances. */
export interface FeatureMoments {
  readonly count: number;
  readonly mean: Float64Array;
  /** d sums over the rows of (x - mean)². */
  readonly squares: Float64Array;
}

/** Moments of all rows in one pass: each block about its own mean, merged as in `mergeStatistics`. */
export async function momentsOf(rows: RowSource, onProgress?: (rowsDone: number) => void): Promise<FeatureMoments> {
  let count = 0;
  let mean = new Float64Array();
  let squares = new Float64Array();
  for await (const block of fixedBlocks(rows, { onProgress })) {
    const d = block.columns;
    if (count === 0) {
      mean = new Float64Array(d);
      squares = new Float64Array(d);
    }
    const blockMean = columnMeans(block.values, block.rows, d);
    for (let i = 0; i < block.rows; i++)
      for (let j = 0; j < d; j++) squares[j]! += (block.values[i * d + j]! - blockMean[j]!) ** 2;
    const total = count + block.rows;
    const weight = (count * block.rows) / total;
    for (let j = 0; j < d; j++) {
      const step = blockMean[j]! - mean[j]!;
      squares[j]! += weight * step * step;
      mean[j]! += step * (block.rows / total);
    }
    count = total;
  }
  return { count, mean, squares };
}

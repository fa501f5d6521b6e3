/**
 * What a PCA needs to know of n rows × d features. Statistics of two sets of rows merge into those of both
 * (`mergeStatistics`), so rows can be counted once, anywhere, in any split.
 */
export interface Statistics {
  /** n. */
  readonly count: number;
  /** d means. */
  readonly mean: Float64Array;
  /** d × d, row-major, symmetric: the sum over rows of (x - mean)(x - mean)ᵀ. */
  readonly scatter: Float64Array;
}

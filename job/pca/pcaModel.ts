import type { Matrix } from "./matrix.ts";

/**
 * A fitted PCA of n rows × d features with k components. A projection is
 * `((x - mean) / scale) · componentsᵀ`, divided by √explainedVariance where `whiten` is set; definitions are scikit-learn's (`PCA`, `StandardScaler`).
 */
export interface PcaModel {
  /** Rows the model was fitted on. */
  readonly samples: number;
  /** d means, in the unit of the features. */
  readonly mean: Float64Array;
  /** d divisors: 1 for every feature unless standardised; 1 for constant features. */
  readonly scale: Float64Array;
  /** k × d, orthonormal rows; the sign makes each row's largest entry (by magnitude) positive. */
  readonly components: Matrix;
  /** k variances (divided by n - 1), descending. */
  readonly explainedVariance: Float64Array;
  /** k shares of `totalVariance`. */
  readonly explainedVarianceRatio: Float64Array;
  /** Sum over all features of the variance of the (scaled) data. */
  readonly totalVariance: number;
  /** Whether projections are divided by the square roots of `explainedVariance`, so that all have variance 1. */
  readonly whiten: boolean;
  /** How it was solved, e.g. `gram (120 × 120)`; said in the output and in model.json. */
  readonly solver: string;
  /** Indices of features with no variance. */
  readonly constantFeatures: readonly number[];
}

/** What each of d features is divided by, and which of them have no variance. */
export interface FeatureScale {
  readonly scale: Float64Array;
  readonly constantFeatures: readonly number[];
}

/**
 * Divisors of scikit-learn's StandardScaler: the population standard deviation, and 1 for constant features; all 1
 * where `standardise` is false. A feature counts as constant when its variance is within what rounding can leave of
 * zero, n·ε·variance + (n·ε·mean)², as in `sklearn.preprocessing`.
 */
export function featureScale(
  squares: Float64Array,
  mean: Float64Array,
  count: number,
  standardise: boolean,
): FeatureScale {
  const variances = squares.map((sum) => sum / count);
  const isConstant = (variance: number, j: number): boolean => {
    const rounding = count * Number.EPSILON;
    return variance <= rounding * variance + (rounding * mean[j]!) ** 2;
  };
  return {
    scale: variances.map((variance, j) => (standardise && !isConstant(variance, j) ? Math.sqrt(variance) : 1)),
    constantFeatures: [...variances.keys()].filter((j) => isConstant(variances[j]!, j)),
  };
}

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
  const rounding = count * Number.EPSILON;
  const scale = new Float64Array(mean.length).fill(1);
  const constantFeatures: number[] = [];
  for (let j = 0; j < mean.length; j++) {
    const variance = squares[j]! / count;
    if (variance <= rounding * variance + (rounding * mean[j]!) ** 2) constantFeatures.push(j);
    else if (standardise) scale[j] = Math.sqrt(variance);
  }
  return { scale, constantFeatures };
}

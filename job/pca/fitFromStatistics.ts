import { InputError } from "../contract/errors.ts";
import { componentsWanted, requireSensibleChoice } from "./componentsWanted.ts";
import { symmetricEigen } from "./eigen/symmetricEigen.ts";
import { featureScale } from "./featureScale.ts";
import type { FitOptions } from "./fitOptions.ts";
import { fixSigns } from "./fixedSigns.ts";
import { chosenKernel } from "./kernel/chosenKernel.ts";
import type { Matrix } from "./matrix.ts";
import type { PcaModel } from "./pcaModel.ts";
import type { Statistics } from "./statistics/statistics.ts";

/** Fits a PCA to statistics of n rows × d features: the eigenvectors of their d × d covariance. Errors as `fitPca`. */
export async function fitFromStatistics(
  statistics: Statistics,
  options: Omit<FitOptions, "onProgress">,
): Promise<PcaModel> {
  requireSensibleChoice(options);
  const { count, mean, scatter } = statistics;
  const d = mean.length;
  if (count < 2)
    throw new InputError(`there are ${count} rows of features: too few for a variance`, "Give at least two rows.");
  requireFiniteScatter(scatter);

  const squares = mean.map((_, j) => scatter[j * d + j]!);
  const { scale, constantFeatures } = featureScale(squares, mean, count, options.scale);
  const covariance = scaledCovariance(statistics, scale);
  const totalVariance = trace(covariance);
  const { values, vectors } = await symmetricEigen(covariance, options.kernel ?? chosenKernel(), (variances) =>
    componentsWanted(options, { samples: count, features: d, variances, total: totalVariance }),
  );
  fixSigns(vectors);
  return {
    samples: count,
    mean,
    scale,
    components: vectors,
    explainedVariance: values,
    explainedVarianceRatio: values.map((value) => value / totalVariance),
    totalVariance,
    solver: `covariance (${d} × ${d})`,
    constantFeatures,
  };
}

function scaledCovariance({ count, scatter }: Statistics, scale: Float64Array): Matrix {
  const d = scale.length;
  const values = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    const divisor = scale[i]! * (count - 1);
    for (let j = 0; j < d; j++) values[i * d + j] = scatter[i * d + j]! / (divisor * scale[j]!);
  }
  return { rows: d, columns: d, values };
}

function trace({ rows, values }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * rows + i]!;
  return sum;
}

function requireFiniteScatter(scatter: Float64Array): void {
  if (scatter.every(Number.isFinite)) return;
  throw new InputError(
    "the squares of the features overflow: their values are too large for a variance",
    "Divide the features by a constant before the PCA.",
  );
}

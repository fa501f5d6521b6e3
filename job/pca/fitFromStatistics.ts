import { InputError } from "../contract/errors.ts";
import { requireSensibleChoice } from "./componentsWanted.ts";
import { byBlas } from "./blas.ts";
import { principalPairs } from "./eigen/principalPairs.ts";
import { featureScale } from "./featureScale.ts";
import type { FitOptions } from "./fitOptions.ts";
import { chosenKernel } from "./kernel/chosenKernel.ts";
import type { Matrix } from "./matrix.ts";
import { overflowError } from "./overflowError.ts";
import type { PcaModel } from "./pcaModel.ts";
import { principalModel } from "./principalModel.ts";
import type { LastStatistics } from "./statistics/scatter.ts";

/**
 * Fits a PCA to statistics of n rows × d features: the eigenvectors of their d × d covariance. The scatter may be written
 * over. Errors as `fitPca`.
 */
export async function fitFromStatistics(
  statistics: LastStatistics,
  options: Omit<FitOptions, "onProgress">,
): Promise<PcaModel> {
  requireSensibleChoice(options);
  const { count, mean, scatter, isLower, spare } = statistics;
  const d = mean.length;
  if (count < 2)
    throw new InputError(`there are ${count} rows of features: too few for a variance`, "Give at least two rows.");
  const squares = mean.map((_, j) => scatter[j * d + j]!);
  // No entry of a scatter is larger than the largest of its diagonal (Cauchy-Schwarz).
  if (!squares.every(Number.isFinite)) throw overflowError();
  const features = featureScale(squares, mean, count, options.scale);
  const matrix: Matrix = { rows: d, columns: d, values: options.scale ? scaled(scatter, features.scale) : scatter };
  const totalVariance = trace(matrix) / (count - 1);
  const { values, vectors, method } = await principalPairs(matrix, {
    choice: options,
    samples: count,
    features: d,
    kernel: options.kernel ?? chosenKernel(undefined, options.blas),
    team: options.team,
    blas: options.blas,
    isLower,
    spare,
    method: options.solver === "covariance" ? "full" : options.solver === "subspace" ? "subspace" : "auto",
  });
  return principalModel({
    samples: count,
    mean,
    features,
    components: vectors,
    explainedVariance: values.map((value) => value / (count - 1)),
    totalVariance,
    whiten: options.whiten,
    solver: `${method === "full" ? "covariance" : "subspace of the covariance"} (${d} × ${d})${byBlas(options.blas, d)}`,
  });
}

/** A d × d scatter of features divided by their scale. */
function scaled(scatter: Float64Array, scale: Float64Array): Float64Array {
  const d = scale.length;
  const values = scatter.slice();
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) values[i * d + j]! /= scale[i]! * scale[j]!;
  return values;
}

function trace({ rows, values }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * rows + i]!;
  return sum;
}

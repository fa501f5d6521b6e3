import { InputError } from "../contract/errors.ts";
import { componentsWanted, type Spectrum } from "./componentsWanted.ts";
import { searchPairs } from "./eigen/searchPairs.ts";
import { type FeatureScale, featureScale } from "./featureScale.ts";
import { fixedBlocks } from "./fixedBlocks.ts";
import type { FitOptions } from "./fitOptions.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { Matrix, RowBlock, RowSource } from "./matrix.ts";
import { overflowError } from "./overflowError.ts";
import type { PcaModel } from "./pcaModel.ts";
import { principalModel } from "./principalModel.ts";
import { type FeatureMoments, momentsOf } from "./statistics/momentsOf.ts";

/** Passes over the rows after which the search stops and says how exact it is. */
const passesAllowed = 80;

/**
 * Fits a PCA without a d × d matrix: one pass for means and variances, then a search for the largest eigenpairs of the
 * covariance that multiplies with it by passes over the rows. Memory grows with k·d, not with the rows nor with d².
 * Errors as `fitPca`.
 */
export async function fitStreaming(
  rows: RowSource,
  options: FitOptions & { readonly kernel: MatrixKernel },
): Promise<PcaModel> {
  const moments = await momentsOf(rows, options.onProgress);
  const { count, mean, squares } = moments;
  if (count < 2)
    throw new InputError(`there are ${count} rows of features: too few for a variance`, "Give at least two rows.");
  const features = featureScale(squares, mean, count, options.scale);
  const total = squares.reduce((sum, square, j) => sum + square / features.scale[j]! ** 2, 0) / (count - 1);
  if (!Number.isFinite(total)) throw overflowError();

  const d = mean.length;
  const spectrumOf = (variances: Float64Array): Spectrum => ({ samples: count, features: d, variances, total });
  const { pairs } = await searchPairs({
    choice: options,
    most: Math.min(d, count - 1),
    spectrumOf,
    kernel: options.kernel,
    size: d,
    apply: (vectors) => timesCovariance(rows, moments, features, vectors, options),
    productsAllowed: passesAllowed,
  });
  const kept = componentsWanted(options, spectrumOf(pairs.values));
  return principalModel({
    samples: count,
    mean,
    features,
    components: { rows: kept, columns: d, values: pairs.vectors.values.slice(0, kept * d) },
    explainedVariance: pairs.values.slice(0, kept),
    totalVariance: total,
    whiten: options.whiten,
    solver: `streaming (${pairs.products} passes over ${count} × ${d}, residual ${pairs.residual.toExponential(0)}${pairs.converged ? "" : ", not converged"})`,
  });
}

/** `vectors` (b × d) times the covariance, in one pass: Σ (vectors·xᵀ)·x over the centred rows. */
async function timesCovariance(
  rows: RowSource,
  { count, mean }: FeatureMoments,
  { scale }: FeatureScale,
  vectors: Matrix,
  { kernel, onProgress }: FitOptions & { readonly kernel: MatrixKernel },
): Promise<Matrix> {
  const product: Matrix = { ...vectors, values: new Float64Array(vectors.values.length) };
  for await (const block of fixedBlocks(rows, { onProgress })) {
    const centred = centredBlock(block, mean, scale);
    const along = await kernel.multiply(vectors, centred, { right: true });
    await kernel.addProduct(along, centred, product);
  }
  for (let i = 0; i < product.values.length; i++) product.values[i]! /= count - 1;
  return product;
}

function centredBlock({ rows, columns, values }: RowBlock, mean: Float64Array, scale: Float64Array): Matrix {
  const centred = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) centred[i * columns + j] = (values[i * columns + j]! - mean[j]!) / scale[j]!;
  return { rows, columns, values: centred };
}

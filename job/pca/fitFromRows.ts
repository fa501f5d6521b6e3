import { byBlas } from "./blas.ts";
import { principalPairs } from "./eigen/principalPairs.ts";
import { featureScale } from "./featureScale.ts";
import type { FitOptions } from "./fitOptions.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { Matrix, RowBlock } from "./matrix.ts";
import { orthonormaliseRows } from "./orthonormaliseRows.ts";
import { overflowError } from "./overflowError.ts";
import type { PcaModel } from "./pcaModel.ts";
import { principalModel } from "./principalModel.ts";
import { releaseMemory } from "./releaseMemory.ts";
import { type CentredRows, centredRows } from "./statistics/centredRows.ts";

/**
 * Fits a PCA to n ≤ d rows by the Gram trick: the n × n matrix X·Xᵀ of the centred rows has the eigenvalues of the
 * d × d scatter, and Xᵀ·u / √λ are its eigenvectors. The rows are gone once they are centred: nobody else may read them.
 */
export async function fitFromRows(
  { rows, count, features }: { rows: readonly RowBlock[]; count: number; features: number },
  options: RowsOptions,
): Promise<PcaModel> {
  const centred = centredRows(rows, count, features);
  for (const { values } of rows) releaseMemory(values);
  try {
    return await fitCentred(centred, options);
  } finally {
    centred.release();
  }
}

type RowsOptions = Omit<FitOptions, "onProgress"> & { readonly kernel: MatrixKernel };

/** Scales the rows in place where that is asked for. */
async function fitCentred({ matrix, mean, squares }: CentredRows, options: RowsOptions): Promise<PcaModel> {
  const { kernel } = options;
  const { rows: count, columns: features } = matrix;
  const scaling = featureScale(squares, mean, count, options.scale);
  if (options.scale) divideColumns(matrix, scaling.scale);

  const gram = await kernel.multiply(matrix, matrix, { right: true });
  let trace = 0;
  for (let i = 0; i < count; i++) trace += gram.values[i * count + i]!;
  if (!Number.isFinite(trace)) throw overflowError();
  const { values, vectors, method } = await principalPairs(gram, {
    choice: options,
    samples: count,
    features,
    kernel,
    team: options.team,
    blas: options.blas,
    method: "auto",
  });
  divideRows(vectors, values.map(Math.sqrt));
  return principalModel({
    samples: count,
    mean,
    features: scaling,
    components: await orthonormaliseRows(await kernel.multiply(vectors, matrix), kernel),
    explainedVariance: values.map((value) => value / (count - 1)),
    totalVariance: trace / (count - 1),
    whiten: options.whiten,
    solver: `${method === "full" ? "gram" : "subspace of the gram matrix"} (${count} × ${count})${byBlas(options.blas, count)}`,
  });
}

function divideColumns({ rows, columns, values }: Matrix, divisors: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j]! /= divisors[j]!;
}

function divideRows({ rows, columns, values }: Matrix, divisors: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j]! /= divisors[i]!;
}

import type { Blas, BlasTridiagonal } from "../blas.ts";
import type { Matrix } from "../matrix.ts";
import { unitFor } from "./unitFor.ts";
import type { Eigenpairs } from "./symmetricEigen.ts";

export interface BlasEigenOptions {
  readonly blas: Blas;
  /** Sees the largest values, descending, as many as were asked for or all, and says how many to keep. */
  readonly wanted: (values: Float64Array) => number;
  /** Pairs asked for, where that is known. */
  readonly asked?: number | undefined;
  readonly spare?: readonly Float64Array[] | undefined;
}

/** Up to 1 pair in 16 is found by itself in less time than all together (1280 × 1280: 30 of 40 to 90 ms). */
const fewPairs = 16;

/**
 * `symmetricEigen` by a LAPACK (dsytrd, then dstemr for few pairs or dstedc for all, dormtr), for a positive semidefinite
 * matrix, whose largest entry is on its diagonal. Reads the lower half, and writes over it.
 */
export async function blasEigen(matrix: Matrix, options: BlasEigenOptions): Promise<Eigenpairs> {
  const { blas, wanted } = options;
  const { rows: n, values: entries } = matrix;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, entries[i * n + i]!);
  const unit = unitFor(largest);
  if (unit !== 1) for (let i = 0; i < entries.length; i++) entries[i]! /= unit;

  const tridiagonal = await blas.tridiagonalise(matrix);
  const { values: ascending, vectors } = await tridiagonalPairs(tridiagonal, options);
  const values = ascending.map((value) => value * unit).reverse();
  const k = wanted(values);
  const kept: Matrix = { rows: k, columns: n, values: vectors.values.subarray((vectors.rows - k) * n) };
  await blas.turnBack(matrix, tridiagonal, kept);

  const descending = new Float64Array(k * n);
  for (let i = 0; i < k; i++) descending.set(kept.values.subarray((k - 1 - i) * n, (k - i) * n), i * n);
  return { values: values.slice(0, k), vectors: { rows: k, columns: n, values: descending } };
}

async function tridiagonalPairs(
  tridiagonal: BlasTridiagonal,
  { blas, asked = Infinity, spare }: BlasEigenOptions,
): Promise<Eigenpairs> {
  const isFew = asked * fewPairs <= tridiagonal.diagonal.length;
  const few = isFew ? await blas.largestTridiagonalPairs(tridiagonal, asked) : undefined;
  return few ?? blas.tridiagonalPairs(tridiagonal, spare);
}

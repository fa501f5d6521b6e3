import type { Blas } from "../blas.ts";
import type { Matrix } from "../matrix.ts";
import { unitFor } from "./unitFor.ts";
import type { Eigenpairs } from "./symmetricEigen.ts";

/**
 * `symmetricEigen` by a LAPACK (dsytrd, dstedc, dormtr), for a positive semidefinite matrix, whose largest entry is on its
 * diagonal. Writes over it.
 */
export async function blasEigen(
  matrix: Matrix,
  blas: Blas,
  wanted: (values: Float64Array) => number,
  spare?: Float64Array,
): Promise<Eigenpairs & { readonly allValues: Float64Array }> {
  const { rows: n, values: entries } = matrix;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, entries[i * n + i]!);
  const unit = unitFor(largest);
  if (unit !== 1) for (let i = 0; i < entries.length; i++) entries[i]! /= unit;

  const tridiagonal = await blas.tridiagonalise(matrix);
  const { values: ascending, vectors } = await blas.tridiagonalPairs(tridiagonal, spare);
  const allValues = ascending.map((value) => value * unit).reverse();
  const k = wanted(allValues);
  const kept: Matrix = { rows: k, columns: n, values: vectors.values.subarray((n - k) * n) };
  await blas.turnBack(matrix, tridiagonal, kept);

  const descending = new Float64Array(k * n);
  for (let i = 0; i < k; i++) descending.set(kept.values.subarray((k - 1 - i) * n, (k - i) * n), i * n);
  return { values: allValues.slice(0, k), vectors: { rows: k, columns: n, values: descending }, allValues };
}

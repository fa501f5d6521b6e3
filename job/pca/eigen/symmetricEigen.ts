import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import { transpose } from "../kernel/typescriptKernel.ts";
import type { Matrix } from "../matrix.ts";
import type { Team } from "../team.ts";
import { applyReflectors } from "./applyReflectors.ts";
import { tridiagonalise } from "./tridiagonalise.ts";
import { tridiagonalDivideAndConquer } from "./tridiagonalDivideAndConquer.ts";

/** Eigenvalues, descending, and as many orthonormal eigenvectors, one a row. */
export interface Eigenpairs {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** Entries up to 2 to this power are squared and summed without harm, and so are those that weigh beside them. */
const safeExponent = 200;

/** The largest eigenpairs of a symmetric n × n matrix. `wanted` sees all n values, descending, and says how many. */
export async function symmetricEigen(
  matrix: Matrix,
  kernel: MatrixKernel,
  wanted: (values: Float64Array) => number = (values) => values.length,
  team?: Team,
): Promise<Eigenpairs & { readonly allValues: Float64Array }> {
  const n = matrix.rows;
  const unit = unitOf(matrix.values);
  const { tridiagonal, reflectors } = await tridiagonalise(matrix, unit, team);
  let k = 0;
  const inner = await tridiagonalDivideAndConquer(tridiagonal, kernel, (ascending) => {
    k = wanted(descending(ascending, unit));
    return k;
  });
  const allValues = descending(inner.values, unit);

  const columns = new Float64Array(n * k);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++) columns[i * k + j] = inner.vectors.values[(k - 1 - j) * n + i]!;
  await applyReflectors(reflectors, { rows: n, columns: k, values: columns }, kernel);
  return {
    values: allValues.slice(0, k),
    vectors: transpose({ rows: n, columns: k, values: columns }),
    allValues,
  };
}

/** 1, or where squares of the entries might overflow or vanish a power of two near the largest: it keeps every bit. */
function unitOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  const exponent = largest === 0 ? 0 : Math.round(Math.log2(largest));
  return Math.abs(exponent) < safeExponent ? 1 : 2 ** Math.max(-1000, Math.min(1000, exponent));
}

function descending(ascending: Float64Array, unit: number): Float64Array {
  return ascending.map((value) => value * unit).reverse();
}

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
  const unit = unitOf(matrix.values);
  const { tridiagonal, reflectors } = await tridiagonalise(matrix, unit, team);
  let k = 0;
  const inner = await tridiagonalDivideAndConquer(tridiagonal, kernel, (ascending) => {
    k = wanted(descending(ascending, unit));
    return k;
  });
  const allValues = descending(inner.values, unit);

  reverseRows(inner.vectors);
  const columns = transpose(inner.vectors);
  await applyReflectors(reflectors, columns, kernel);
  return { values: allValues.slice(0, k), vectors: transpose(columns), allValues };
}

/** 1, or where squares of the entries might overflow or vanish a power of two near the largest: it keeps every bit. */
function unitOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > largest) largest = size;
  }
  const exponent = largest === 0 ? 0 : Math.round(Math.log2(largest));
  return Math.abs(exponent) < safeExponent ? 1 : 2 ** Math.max(-1000, Math.min(1000, exponent));
}

/** Turns a matrix upside down, in place. */
function reverseRows({ rows, columns, values }: Matrix): void {
  for (let above = 0, below = rows - 1; above < below; above++, below--) {
    const kept = values.slice(above * columns, (above + 1) * columns);
    values.copyWithin(above * columns, below * columns, (below + 1) * columns);
    values.set(kept, below * columns);
  }
}

function descending(ascending: Float64Array, unit: number): Float64Array {
  return ascending.map((value) => value * unit).reverse();
}

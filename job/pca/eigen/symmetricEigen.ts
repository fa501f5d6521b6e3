import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import { transpose } from "../kernel/typescriptKernel.ts";
import type { Matrix } from "../matrix.ts";
import type { Team } from "../team.ts";
import { applyReflectors } from "./applyReflectors.ts";
import { tridiagonalise } from "./tridiagonalise.ts";
import { mergeRoom } from "./mergeRoom.ts";
import { tridiagonalDivideAndConquer } from "./tridiagonalDivideAndConquer.ts";

/** Eigenvalues, descending, and as many orthonormal eigenvectors, one a row. */
export interface Eigenpairs {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** The largest eigenpairs of a symmetric n × n matrix. `wanted` sees all n values, descending, and says how many. */
export async function symmetricEigen(
  matrix: Matrix,
  kernel: MatrixKernel,
  wanted: (values: Float64Array) => number = (values) => values.length,
  team?: Team,
): Promise<Eigenpairs & { readonly allValues: Float64Array }> {
  const { tridiagonal, reflectors, unit, room } = await tridiagonalise(matrix, team);
  let k = 0;
  const count = (ascending: Float64Array): number => (k = wanted(descending(ascending, unit)));
  const inner = await tridiagonalDivideAndConquer(tridiagonal, kernel, count, mergeRoom(room));
  const allValues = descending(inner.values, unit);

  reverseRows(inner.vectors);
  const columns = transpose(inner.vectors);
  await applyReflectors(reflectors, columns, kernel);
  return { values: allValues.slice(0, k), vectors: transpose(columns), allValues };
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

import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { Matrix } from "./matrix.ts";
import { releaseMemory } from "./releaseMemory.ts";

const orthonormal = 1e-14;
/** Rows this near to orthonormal are so to rounding after one pass: what is left of a defect is rounding of its size. */
const settledAtOnce = 1e-3;

/**
 * Rows that are orthonormal to rounding and span, for each j, what the first j rows of `matrix` span: Cholesky QR,
 * repeated until nothing is left to correct (Yamamoto et al., 2015). The rows must be nearly unit and independent. The
 * matrix is gone then: nobody else may read it.
 */
export async function orthonormaliseRows(matrix: Matrix, kernel: MatrixKernel): Promise<Matrix> {
  let rows = matrix;
  for (let pass = 0; pass < 3; pass++) {
    const products = await kernel.multiply(rows, rows, { right: true });
    const before = defect(products);
    if (before < orthonormal * Math.sqrt(matrix.columns)) break;
    const skewed = rows;
    rows = await kernel.multiply(inverseLowerTriangle(cholesky(products)), skewed);
    releaseMemory(skewed.values);
    if (before < settledAtOnce) break;
  }
  return rows;
}

function defect({ rows, values }: Matrix): number {
  let largest = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) largest = Math.max(largest, Math.abs(values[i * rows + j]! - (i === j ? 1 : 0)));
  return largest;
}

/** L with L·Lᵀ = `matrix`, symmetric positive definite. */
function cholesky({ rows: n, values }: Matrix): Matrix {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = values[i * n + j]!;
      for (let m = 0; m < j; m++) rest -= l[i * n + m]! * l[j * n + m]!;
      if (i === j && !(rest > 0)) throw new RangeError("the rows are not independent");
      l[i * n + j] = i === j ? Math.sqrt(rest) : rest / l[j * n + j]!;
    }
  return { rows: n, columns: n, values: l };
}

function inverseLowerTriangle({ rows: n, values: l }: Matrix): Matrix {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = inverse.subarray(i * n, i * n + i + 1);
    for (let m = 0; m < i; m++) {
      const factor = l[i * n + m]!;
      for (let j = 0; j <= m; j++) row[j]! -= factor * inverse[m * n + j]!;
    }
    for (let j = 0; j < i; j++) row[j]! /= l[i * n + i]!;
    row[i] = 1 / l[i * n + i]!;
  }
  return { rows: n, columns: n, values: inverse };
}

import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix } from "../matrix.ts";
import { symmetricEigen } from "./symmetricEigen.ts";

/** Directions this much shorter than the longest are nothing but rounding. */
const negligible = 1e-12;
const passes = 2;

/**
 * Orthonormal rows that span what `rows` adds to the orthonormal rows of `basis`; fewer where it adds less. Projection
 * out of the basis and SVQB (Stathopoulos & Wu, 2002), each done twice.
 */
export async function orthonormalBasis(basis: Matrix, rows: Matrix, kernel: MatrixKernel): Promise<Matrix> {
  let rest = unitRows(rows);
  for (let pass = 0; pass < passes && rest.rows > 0; pass++) {
    if (basis.rows > 0) {
      const along = await kernel.multiply(rest, basis, { right: true });
      for (let i = 0; i < along.values.length; i++) along.values[i]! *= -1;
      await kernel.addProduct(along, basis, rest);
    }
    const products = await kernel.multiply(rest, rest, { right: true });
    const { values, vectors } = await symmetricEigen(
      products,
      kernel,
      (all) => all.filter((value) => value > negligible * all[0]! && value > negligible ** 2).length,
    );
    for (let i = 0; i < vectors.rows; i++) {
      const length = Math.sqrt(values[i]!);
      for (let j = 0; j < vectors.columns; j++) vectors.values[i * vectors.columns + j]! /= length;
    }
    rest = await kernel.multiply(vectors, rest);
  }
  return rest;
}

function unitRows({ rows, columns, values }: Matrix): Matrix {
  const unit = values.slice();
  for (let i = 0; i < rows; i++) {
    const row = unit.subarray(i * columns, (i + 1) * columns);
    let squares = 0;
    for (let j = 0; j < columns; j++) squares += row[j]! * row[j]!;
    const length = Math.sqrt(squares);
    if (length > 0) for (let j = 0; j < columns; j++) row[j]! /= length;
  }
  return { rows, columns, values: unit };
}

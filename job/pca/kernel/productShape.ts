import type { Matrix } from "../matrix.ts";
import type { Transposed } from "./matrixKernel.ts";

/** Sizes of a product: rows × inner times inner × columns. Throws a RangeError where the factors do not fit. */
export function productShape(
  left: Matrix,
  right: Matrix,
  transposed: Transposed = {},
): { rows: number; inner: number; columns: number } {
  const [rows, inner] = transposed.left ? [left.columns, left.rows] : [left.rows, left.columns];
  const [rightInner, columns] = transposed.right ? [right.columns, right.rows] : [right.rows, right.columns];
  if (inner !== rightInner)
    throw new RangeError(`a ${rows} × ${inner} matrix cannot be multiplied by ${rightInner} × ${columns}`);
  return { rows, inner, columns };
}

import type { Matrix } from "../matrix.ts";

/** Which factors of a product are read transposed. */
export interface Transposed {
  readonly left?: boolean;
  readonly right?: boolean;
}

/**
 * Float64 matrix products: all that the PCA asks of a BLAS. An element of a product depends on its row of `left` and
 * its column of `right` alone, never on threads or on what else is in the block, so results are the same in every run.
 */
export interface MatrixKernel {
  readonly name: string;
  /** This kernel, settled so that products of that size give a row the same bytes beside any number of other rows. */
  forRows(inner: number, columns: number): MatrixKernel | Promise<MatrixKernel>;
  /** `left · right`. */
  multiply(left: Matrix, right: Matrix, transposed?: Transposed): Promise<Matrix>;
  /** `sum += left · right`, in place. */
  addProduct(left: Matrix, right: Matrix, sum: Matrix, transposed?: Transposed): Promise<void>;
}

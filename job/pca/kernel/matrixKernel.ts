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
  /** `left · right`. */
  multiply(left: Matrix, right: Matrix, transposed?: Transposed): Promise<Matrix>;
  /** `sum += left · right`, in place. */
  addProduct(left: Matrix, right: Matrix, sum: Matrix, transposed?: Transposed): Promise<void>;
}

import type { Blas } from "../blas.ts";
import type { Matrix } from "../matrix.ts";
import { mirrorLower } from "../statistics/mirrorLower.ts";
import type { MatrixKernel } from "./matrixKernel.ts";
import { productShape } from "./productShape.ts";

/** Products by a BLAS: of a matrix with itself, half of one. */
export function blasKernel(blas: Blas): Omit<MatrixKernel, "forRows"> {
  return {
    name: blas.name,

    async multiply(left, right, transposed = {}) {
      const { rows, columns } = productShape(left, right, transposed);
      const product: Matrix = { rows, columns, values: new Float64Array(rows * columns) };
      if (left === right && transposed.right === true && transposed.left !== true) {
        await blas.addGram(left, product.values);
        mirrorLower(product.values, rows);
      } else await blas.addProduct(left, right, product, transposed);
      return product;
    },

    addProduct: (left, right, sum, transposed) => blas.addProduct(left, right, sum, transposed),
  };
}

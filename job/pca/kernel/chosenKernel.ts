import type { MatrixKernel } from "./matrixKernel.ts";
import { productShape } from "./productShape.ts";
import { webAssemblyKernel } from "./webAssemblyKernel.ts";

/** Multiplications below which starting a session and calling out of JavaScript costs more than it saves. */
const smallProduct = 1 << 21;

/** Rows of a block whose number does not decide. */
const usualRows = 256;

/**
 * Small products in WebAssembly, large ones by onnxruntime, loaded at the first large one. The choice follows the shape
 * alone, so a computation gives the same bytes every time.
 */
export function chosenKernel(threads?: number): MatrixKernel {
  let large: Promise<MatrixKernel> | undefined;
  const loaded = (): Promise<MatrixKernel> =>
    (large ??= import("./onnxruntimeKernel.ts").then((module) => module.onnxruntimeKernel(threads)));
  const kernelFor = (shape: { rows: number; inner: number; columns: number }): MatrixKernel | Promise<MatrixKernel> =>
    shape.rows * shape.inner * shape.columns < smallProduct ? webAssemblyKernel : loaded();

  return {
    name: "webassembly and onnxruntime",
    forRows: (inner, columns) => kernelFor({ rows: usualRows, inner, columns }),
    async multiply(left, right, transposed) {
      const kernel = await kernelFor(productShape(left, right, transposed));
      return kernel.multiply(left, right, transposed);
    },
    async addProduct(left, right, sum, transposed) {
      const kernel = await kernelFor(productShape(left, right, transposed));
      await kernel.addProduct(left, right, sum, transposed);
    },
  };
}

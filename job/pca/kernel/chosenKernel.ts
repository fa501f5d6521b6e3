import type { Blas } from "../blas.ts";
import { blasKernel } from "./blasKernel.ts";
import type { MatrixKernel } from "./matrixKernel.ts";
import { productShape } from "./productShape.ts";
import { webAssemblyKernel } from "./webAssemblyKernel.ts";

/** Multiplications below which starting a session and calling out of JavaScript costs more than it saves. */
const smallProduct = 1 << 21;

/** Rows of a block whose number does not decide. */
const usualRows = 256;

type Products = Omit<MatrixKernel, "forRows">;

interface ProductShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/**
 * Small products in WebAssembly, large ones by `blas`, or without one by onnxruntime, loaded at the first large one. The
 * choice follows the shape alone, so a computation gives the same bytes every time.
 */
export function chosenKernel(threads?: number, blas?: Blas): MatrixKernel {
  let loaded: Promise<MatrixKernel> | undefined;
  const onnxruntime = (): Promise<MatrixKernel> =>
    (loaded ??= import("./onnxruntimeKernel.ts").then((module) => module.onnxruntimeKernel(threads)));
  const large = blas === undefined ? undefined : blasKernel(blas);
  const kernelFor = (shape: ProductShape): Products | Promise<Products> =>
    isSmall(shape) ? webAssemblyKernel : (large ?? onnxruntime());

  return {
    name: `webassembly and ${blas?.name ?? "onnxruntime"}`,
    // What a BLAS makes of a row may depend on the rows beside it.
    forRows: (inner, columns) => (isSmall({ rows: usualRows, inner, columns }) ? webAssemblyKernel : onnxruntime()),
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

function isSmall({ rows, inner, columns }: ProductShape): boolean {
  return rows * inner * columns < smallProduct;
}

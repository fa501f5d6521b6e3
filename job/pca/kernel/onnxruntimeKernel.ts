import ort from "onnxruntime-node";
import type { Matrix } from "../matrix.ts";
import { type GemmGraph, gemmGraph } from "./gemmGraph.ts";
import type { MatrixKernel } from "./matrixKernel.ts";
import { productShape } from "./productShape.ts";

/** One session for each kind of product and number of threads serves the whole process: making one takes milliseconds. */
const sessions = new Map<string, Promise<ort.InferenceSession>>();

/**
 * Products by the Gemm that ships with onnxruntime. Its threads share out elements of the product, never a sum, so
 * every number of `threads` gives the same bytes (`test/job/pca/kernel`).
 */
export function onnxruntimeKernel(threads = 2): MatrixKernel {
  function session(graph: GemmGraph): Promise<ort.InferenceSession> {
    const key = JSON.stringify({ ...graph, threads });
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const created = ort.InferenceSession.create(gemmGraph(graph), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      enableMemPattern: false,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
    sessions.set(key, created);
    return created;
  }

  const kernel: MatrixKernel = {
    name: "onnxruntime",

    forRows: () => kernel,

    async multiply(left, right, transposed = {}) {
      const { rows, columns } = productShape(left, right, transposed);
      const product = { rows, columns, values: new Float64Array(rows * columns) };
      if (product.values.length === 0) return product;
      const gemm = await session({
        transposeLeft: transposed.left ?? false,
        transposeRight: transposed.right ?? false,
        accumulates: false,
      });
      await gemm.run({ left: tensor(left), right: tensor(right) }, { product: tensor(product) });
      return product;
    },

    async addProduct(left, right, sum, transposed = {}) {
      productShape(left, right, transposed);
      if (sum.values.length === 0) return;
      const gemm = await session({
        transposeLeft: transposed.left ?? false,
        transposeRight: transposed.right ?? false,
        accumulates: true,
      });
      const total = tensor(sum);
      await gemm.run({ left: tensor(left), right: tensor(right), added: total }, { product: total });
    },
  };
  return kernel;
}

function tensor(matrix: Matrix): ort.Tensor {
  return new ort.Tensor("float64", matrix.values, [matrix.rows, matrix.columns]);
}

import { chosenKernel } from "./kernel/chosenKernel.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { RowBlock } from "./matrix.ts";
import type { PcaModel } from "./pcaModel.ts";

/** Rows a product has: always as many, so that the kernel chosen, and with it every bit, is the same for any block. */
const productRows = 256;

/** What `transform` computes, through a matrix kernel: for many rows or many components. rows × k, row-major. */
export function projector(
  model: PcaModel,
  kernel: MatrixKernel = chosenKernel(),
): (block: RowBlock) => Promise<Float64Array> {
  const { rows: k, columns: d } = model.components;

  return async (block) => {
    if (block.columns !== d)
      throw new RangeError(`rows of ${block.columns} features cannot be projected: the model has ${d}`);
    const projected = new Float64Array(block.rows * k);
    const centred = new Float64Array(productRows * d);
    for (let from = 0; from < block.rows; from += productRows) {
      const rows = Math.min(productRows, block.rows - from);
      for (let row = 0; row < rows; row++) {
        const source = (from + row) * d;
        for (let j = 0; j < d; j++)
          centred[row * d + j] = (block.values[source + j]! - model.mean[j]!) / model.scale[j]!;
      }
      centred.fill(0, rows * d);
      const product = await kernel.multiply({ rows: productRows, columns: d, values: centred }, model.components, {
        right: true,
      });
      projected.set(product.values.subarray(0, rows * k), from * k);
    }
    return projected;
  };
}

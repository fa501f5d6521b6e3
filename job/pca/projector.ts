import { chosenKernel } from "./kernel/chosenKernel.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import { transpose } from "./kernel/typescriptKernel.ts";
import type { Matrix, RowBlock } from "./matrix.ts";
import type { PcaModel } from "./pcaModel.ts";
import { projectionDivisors } from "./projectionDivisors.ts";

/** Values centred at a time: 2²⁰, 8 MiB. */
const centredValues = 1 << 20;

/**
 * What `transform` computes, through a matrix kernel: for many rows or many components. rows × k, row-major. A row gets
 * the same bytes in any block. Throws a RangeError for rows of another number of features.
 */
export function projector(
  model: PcaModel,
  kernel: MatrixKernel = chosenKernel(),
): (block: RowBlock) => Promise<Float64Array> {
  const { rows: k, columns: d } = model.components;
  const divisors = projectionDivisors(model);
  const byFeature = transpose(model.components);
  const settled = kernel.forRows(d, k);
  const rowsAtOnce = Math.max(1, Math.floor(centredValues / d));

  return async (block) => {
    if (block.columns !== d)
      throw new RangeError(`rows of ${block.columns} features cannot be projected: the model has ${d}`);
    const products = await settled;
    const projected = new Float64Array(block.rows * k);
    for (let from = 0; from < block.rows; from += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, block.rows - from);
      const target = { rows, columns: k, values: projected.subarray(from * k, (from + rows) * k) };
      await products.addProduct(centredRows(model, block, from, rows), byFeature, target);
    }
    if (model.whiten) for (let i = 0; i < projected.length; i++) projected[i]! /= divisors[i % k]!;
    return projected;
  };
}

function centredRows({ mean, scale }: PcaModel, { columns, values }: RowBlock, from: number, rows: number): Matrix {
  const centred = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const source = (from + row) * columns;
    const target = row * columns;
    for (let j = 0; j < columns; j++) centred[target + j] = (values[source + j]! - mean[j]!) / scale[j]!;
  }
  return { rows, columns, values: centred };
}

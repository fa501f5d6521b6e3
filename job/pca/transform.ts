import { dot } from "./kernel/typescriptKernel.ts";
import type { RowBlock } from "./matrix.ts";
import type { PcaModel } from "./pcaModel.ts";
import { projectionDivisors } from "./projectionDivisors.ts";

/**
 * Projections of the rows of `block` on the components of `model`, rows × k, row-major: ((x - mean) / scale) ·
 * componentsᵀ. Each row is computed by itself, so it does not depend on its block. For many rows see `projector`.
 */
export function transform(model: PcaModel, block: RowBlock): Float64Array {
  const { rows: k, columns: d, values: components } = model.components;
  if (block.columns !== d)
    throw new RangeError(`rows of ${block.columns} features cannot be projected: the model has ${d}`);
  const projected = new Float64Array(block.rows * k);
  const divisors = projectionDivisors(model);
  const centred = new Float64Array(d);
  for (let row = 0; row < block.rows; row++) {
    for (let j = 0; j < d; j++) centred[j] = (block.values[row * d + j]! - model.mean[j]!) / model.scale[j]!;
    for (let c = 0; c < k; c++) projected[row * k + c] = dot(centred, 0, components, c * d, d) / divisors[c]!;
  }
  return projected;
}

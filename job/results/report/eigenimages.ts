import type { Matrix } from "../../pca/matrix.ts";

/** The first components as RGB pictures, 0-255: grey where there is no weight, full range at each one's largest. */
export function eigenimages(components: Matrix, most = 10): Uint8Array[] {
  const { rows, columns, values } = components;
  return Array.from({ length: Math.min(rows, most) }, (_, row) => {
    const weights = values.subarray(row * columns, (row + 1) * columns);
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
    return Uint8Array.from(weights, (weight) => Math.round(127.5 + (127.5 * weight) / largest));
  });
}

/**
 * d means of rows × d values, row-major. Differences from the first row are summed, so a constant column has its exact
 * value as mean and data far from zero loses no digits.
 */
export function columnMeans(values: Float32Array | Float64Array, rows: number, d: number): Float64Array {
  const sums = new Float64Array(d);
  const first = new Float64Array(values.subarray(0, d));
  for (let row = 1; row < rows; row++) {
    const offset = row * d;
    for (let j = 0; j < d; j++) sums[j]! += values[offset + j]! - first[j]!;
  }
  return sums.map((sum, j) => first[j]! + sum / rows);
}

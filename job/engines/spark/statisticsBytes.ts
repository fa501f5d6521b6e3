import type { Statistics } from "../../pca/statistics/statistics.ts";

/**
 * Statistics as bytes, to travel between processes: count, d, the means, and the upper half of the scatter by rows,
 * all float64 in the machine's order (little-endian on every machine Spark runs on).
 */
export function encodeStatistics({ count, mean, scatter }: Statistics): Uint8Array {
  const d = mean.length;
  const values = new Float64Array(2 + d + (d * (d + 1)) / 2);
  values.set([count, d]);
  values.set(mean, 2);
  let at = 2 + d;
  for (let row = 0; row < d; row++) {
    values.set(scatter.subarray(row * d + row, (row + 1) * d), at);
    at += d - row;
  }
  return new Uint8Array(values.buffer);
}

/** @throws RangeError where the bytes are not what `encodeStatistics` makes. */
export function decodeStatistics(bytes: Uint8Array): Statistics {
  if (bytes.byteLength < 16 || bytes.byteLength % 8 !== 0)
    throw new RangeError(`${bytes.byteLength} bytes are no statistics`);
  const values = new Float64Array(bytes.slice().buffer);
  const [count = 0, d = 0] = values;
  if (!Number.isInteger(d) || values.length !== 2 + d + (d * (d + 1)) / 2)
    throw new RangeError(`${bytes.byteLength} bytes are no statistics of ${d} features`);
  const scatter = new Float64Array(d * d);
  let at = 2 + d;
  for (let row = 0; row < d; row++)
    for (let column = row; column < d; column++) {
      scatter[row * d + column] = scatter[column * d + row] = values[at++]!;
    }
  return { count, mean: values.slice(2, 2 + d), scatter };
}

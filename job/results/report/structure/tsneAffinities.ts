import type { Neighbours } from "./nearestNeighbours.ts";

/** A symmetric sparse matrix P of joint probabilities, by rows; sums to 1. */
export interface Affinities {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/**
 * Joint probabilities of t-SNE over the nearest neighbours (L. van der Maaten, "Accelerating t-SNE using tree-based
 * algorithms", 2014): each row a Gaussian whose width gives `perplexity`, then P = (P + Pᵀ) / 2n.
 */
export function tsneAffinities({ k, indices, distances }: Neighbours, perplexity: number): Affinities {
  const count = k === 0 ? 0 : indices.length / k;
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  for (let point = 0; point < count; point++) {
    const shares = gaussianRow(distances.subarray(point * k, (point + 1) * k), Math.log(perplexity));
    for (const [rank, share] of shares.entries()) {
      const other = indices[point * k + rank] ?? 0;
      const half = share / (2 * count);
      rows[point]?.set(other, (rows[point]?.get(other) ?? 0) + half);
      rows[other]?.set(point, (rows[other]?.get(point) ?? 0) + half);
    }
  }
  const starts = new Int32Array(count + 1);
  for (const [point, row] of rows.entries()) starts[point + 1] = (starts[point] ?? 0) + row.size;
  const columns = new Int32Array(starts[count] ?? 0);
  const values = new Float64Array(columns.length);
  for (const [point, row] of rows.entries()) {
    columns.set([...row.keys()], starts[point]);
    values.set([...row.values()], starts[point]);
  }
  return { starts, columns, values };
}

/** Shares of one point's neighbours with the wanted entropy (natural logarithm), by bisection of the precision. */
function gaussianRow(distances: Float64Array, wantedEntropy: number): Float64Array {
  const nearest = (distances[0] ?? 0) ** 2;
  const squared = distances.map((distance) => distance ** 2 - nearest);
  const scale = squared.reduce((sum, value) => sum + value, 0) / squared.length || 1;
  let [low, high, precision] = [0, Infinity, 1 / scale];
  const shares = new Float64Array(squared.length);
  for (let attempt = 0; attempt < 64; attempt++) {
    let [sum, weighted] = [0, 0];
    for (const [rank, value] of squared.entries()) {
      const weight = Math.exp(-value * precision);
      shares[rank] = weight;
      sum += weight;
      weighted += weight * value;
    }
    for (let rank = 0; rank < shares.length; rank++) shares[rank] = (shares[rank] ?? 0) / sum;
    const entropy = Math.log(sum) + (precision * weighted) / sum;
    if (Math.abs(entropy - wantedEntropy) < 1e-5) break;
    if (entropy > wantedEntropy) low = precision;
    else high = precision;
    precision = high === Infinity ? precision * 2 : (low + high) / 2;
  }
  return shares;
}

import { squaredDistance, type PointTable } from "./pointTable.ts";

/** The k nearest other points of every point, nearest first: row-major n × k. */
export interface Neighbours {
  readonly k: number;
  readonly indices: Int32Array;
  /** Euclidean. */
  readonly distances: Float64Array;
}

/** Exact neighbours by comparing all pairs: n²·d / 2 operations. Ties go to the lower index. */
export function nearestNeighbours(points: PointTable, wanted: number): Neighbours {
  const { count } = points;
  const k = Math.max(0, Math.min(wanted, count - 1));
  const indices = new Int32Array(count * k).fill(-1);
  const distances = new Float64Array(count * k).fill(Infinity);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const distance = squaredDistance(points, a, b);
      insert(indices, distances, a * k, k, b, distance);
      insert(indices, distances, b * k, k, a, distance);
    }
  }
  for (let i = 0; i < distances.length; i++) distances[i] = Math.sqrt(distances[i] ?? 0);
  return { k, indices, distances };
}

function insert(
  indices: Int32Array,
  distances: Float64Array,
  start: number,
  k: number,
  index: number,
  distance: number,
): void {
  let at = start + k - 1;
  if (k === 0 || distance >= (distances[at] ?? 0)) return;
  for (; at > start && distance < (distances[at - 1] ?? 0); at--) {
    distances[at] = distances[at - 1] ?? 0;
    indices[at] = indices[at - 1] ?? -1;
  }
  distances[at] = distance;
  indices[at] = index;
}

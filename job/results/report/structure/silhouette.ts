import { squaredDistance, type PointTable } from "./pointTable.ts";

export interface Silhouette {
  /** Mean over all points, -1 to 1. */
  readonly overall: number;
  /** Mean of each class; NaN for a class without points. */
  readonly byClass: Float64Array;
}

/**
 * Silhouette of the given classes (P. J. Rousseeuw, 1987): (b - a) / max(a, b), where a is the mean distance to the own
 * class and b that to the nearest other one. A class of one point has 0, as in scikit-learn. n²·d / 2 operations.
 */
export function silhouette(points: PointTable, classOf: ArrayLike<number>, classes: number): Silhouette {
  const { count } = points;
  const sums = new Float64Array(count * classes);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const distance = Math.sqrt(squaredDistance(points, a, b));
      const [toB, toA] = [a * classes + (classOf[b] ?? 0), b * classes + (classOf[a] ?? 0)];
      sums[toB] = (sums[toB] ?? 0) + distance;
      sums[toA] = (sums[toA] ?? 0) + distance;
    }
  }
  const sizes = new Float64Array(classes);
  for (let point = 0; point < count; point++) sizes[classOf[point] ?? 0] = (sizes[classOf[point] ?? 0] ?? 0) + 1;

  const byClass = new Float64Array(classes);
  let total = 0;
  for (let point = 0; point < count; point++) {
    const own = classOf[point] ?? 0;
    const value = ofPoint(sums.subarray(point * classes, (point + 1) * classes), sizes, own);
    byClass[own] = (byClass[own] ?? 0) + value;
    total += value;
  }
  return { overall: total / count, byClass: byClass.map((sum, index) => sum / (sizes[index] ?? 0)) };
}

function ofPoint(sums: Float64Array, sizes: Float64Array, own: number): number {
  const ownSize = sizes[own] ?? 0;
  if (ownSize < 2) return 0;
  const within = (sums[own] ?? 0) / (ownSize - 1);
  let nearest = Infinity;
  for (const [other, size] of sizes.entries())
    if (other !== own && size > 0) nearest = Math.min(nearest, (sums[other] ?? 0) / size);
  const larger = Math.max(within, nearest);
  return larger === 0 || larger === Infinity ? 0 : (nearest - within) / larger;
}

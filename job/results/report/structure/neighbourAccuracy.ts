import type { Neighbours } from "./nearestNeighbours.ts";

export interface NeighbourAccuracy {
  /** Share of points whose nearest other point has the same class. */
  readonly overall: number;
  /** Share that always guessing the largest class would reach. */
  readonly chance: number;
  /** classes × classes, row-major: points of the row's class whose nearest neighbour is of the column's. */
  readonly confusion: Uint32Array;
}

/** Leave-one-out accuracy of the 1-nearest-neighbour classifier. */
export function neighbourAccuracy(
  { k, indices }: Neighbours,
  classOf: ArrayLike<number>,
  classes: number,
): NeighbourAccuracy {
  const confusion = new Uint32Array(classes * classes);
  const sizes = new Uint32Array(classes);
  let right = 0;
  for (let point = 0; point < classOf.length; point++) {
    const own = classOf[point] ?? 0;
    const nearest = classOf[indices[point * k] ?? -1] ?? own;
    const cell = own * classes + nearest;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
    sizes[own] = (sizes[own] ?? 0) + 1;
    if (own === nearest) right++;
  }
  return { overall: right / classOf.length, chance: Math.max(...sizes) / classOf.length, confusion };
}

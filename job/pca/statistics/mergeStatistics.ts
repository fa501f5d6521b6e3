import type { Statistics } from "./statistics.ts";

/**
 * The statistics of the rows of `a` and of `b` together, without their rows: Chan, Golub & LeVeque (1983), "Algorithms
 * for computing the sample variance". Every term is a sum of squares, so nothing cancels however far the data lies
 * from zero. Throws a RangeError where the numbers of features differ.
 */
export function mergeStatistics(a: Statistics, b: Statistics): Statistics {
  const d = a.mean.length;
  if (b.mean.length !== d) throw new RangeError(`statistics of ${d} and of ${b.mean.length} features cannot be merged`);
  if (b.count === 0) return a;
  if (a.count === 0) return b;

  const count = a.count + b.count;
  const difference = b.mean.map((value, j) => value - a.mean[j]!);
  const mean = a.mean.map((value, j) => value + difference[j]! * (b.count / count));
  const weight = (a.count * b.count) / count;
  const scatter = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    const weighted = weight * difference[i]!;
    for (let j = i; j < d; j++) {
      const sum = a.scatter[i * d + j]! + b.scatter[i * d + j]! + weighted * difference[j]!;
      scatter[i * d + j] = sum;
      scatter[j * d + i] = sum;
    }
  }
  return { count, mean, scatter };
}

import type { Matrix } from "../../../job/pca/matrix.ts";

/** Deterministic numbers in [0, 1): Mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Approximately normal rows whose features vary by `deviation(j)` about `centre`. */
export function randomRows(
  rows: number,
  columns: number,
  seed: number,
  deviation: (feature: number) => number = () => 1,
  centre = 0,
): Matrix {
  const random = seeded(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < values.length; i++) values[i] = centre + normal() * deviation(i % columns);
  return { rows, columns, values };
}

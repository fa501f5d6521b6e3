/** Entries of a square that stays in the first-level cache on both sides of a copy. */
const square = 64;

/** Copies the lower half of a d × d matrix to its upper half, in place. */
export function mirrorLower(values: Float64Array, d: number): void {
  for (let top = 0; top < d; top += square)
    for (let left = top; left < d; left += square) {
      const [bottom, right] = [Math.min(top + square, d), Math.min(left + square, d)];
      for (let i = top; i < bottom; i++)
        for (let j = Math.max(left, i + 1); j < right; j++) values[i * d + j] = values[j * d + i]!;
    }
}

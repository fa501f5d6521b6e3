import type { Matrix } from "./matrix.ts";

/** Entries whose magnitudes differ by less than this share count as equal, so that rounding never turns a sign. */
const tie = 1e-9;

/**
 * Turns each row so that its entry of largest magnitude is positive, in place; among equal entries the first decides.
 * scikit-learn's `svd_flip` may choose otherwise: compare components up to sign.
 */
export function fixSigns(components: Matrix): void {
  const { rows, columns, values } = components;
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let largest = 0;
    for (let j = from; j < from + columns; j++) {
      const size = Math.abs(values[j]!);
      if (size > largest) largest = size;
    }
    let deciding = from;
    while (deciding < from + columns && Math.abs(values[deciding]!) < largest * (1 - tie)) deciding++;
    if (values[deciding]! < 0) for (let j = from; j < from + columns; j++) values[j]! *= -1;
  }
}

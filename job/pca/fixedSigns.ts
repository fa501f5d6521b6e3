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
    const component = values.subarray(row * columns, (row + 1) * columns);
    let largest = 0;
    for (const value of component) largest = Math.max(largest, Math.abs(value));
    const deciding = component.find((value) => Math.abs(value) >= largest * (1 - tie));
    if (deciding !== undefined && deciding < 0) for (let j = 0; j < columns; j++) component[j]! *= -1;
  }
}

/** Entries up to 2 to this power are squared and summed without harm, and so are those that weigh beside them. */
const safeExponent = 200;

/** A number to divide a matrix by, by its largest entry: 1, or where squares might overflow or vanish a power of two. */
export function unitFor(largest: number): number {
  const exponent = largest === 0 ? 0 : Math.round(Math.log2(largest));
  return Math.abs(exponent) < safeExponent ? 1 : 2 ** Math.max(-1000, Math.min(1000, exponent));
}

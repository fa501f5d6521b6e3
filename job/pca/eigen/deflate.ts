/** A rotation of two rows of eigenvectors: (first, second) ← (c·first - s·second, s·first + c·second). */
export interface RowRotation {
  readonly first: number;
  readonly second: number;
  readonly cosine: number;
  readonly sine: number;
}

export interface Deflated {
  /** Indices of the poles the secular equation still needs, their poles strictly ascending. */
  readonly kept: readonly number[];
  /** Indices whose eigenvalue is their pole already. */
  readonly settled: readonly number[];
  /** Rotations that made it so, in order. */
  readonly rotations: readonly RowRotation[];
}

/**
 * Takes out of diag(d) + rho·z·zᵀ what needs no secular equation: entries of z that are nothing to rounding, and one of
 * each two poles that all but meet (rotated so that its entry of z vanishes). Changes `d` and `z` accordingly.
 * `order` lists the indices by ascending d. Dongarra & Sorensen (1987), tolerance of LAPACK's dlaed2.
 */
export function deflate(d: Float64Array, z: Float64Array, rho: number, order: readonly number[]): Deflated {
  let largest = 0;
  for (let i = 0; i < d.length; i++) largest = Math.max(largest, Math.abs(d[i]!), Math.abs(z[i]!));
  const tolerance = 8 * Number.EPSILON * largest;
  const kept: number[] = [];
  const settled: number[] = [];
  const rotations: RowRotation[] = [];

  for (const index of order) {
    if (rho * Math.abs(z[index]!) <= tolerance) {
      settled.push(index);
      continue;
    }
    const before = kept.at(-1);
    if (before !== undefined) {
      const length = Math.hypot(z[index]!, z[before]!);
      const cosine = z[index]! / length;
      const sine = z[before]! / length;
      const distance = d[index]! - d[before]!;
      if (Math.abs(distance * cosine * sine) <= tolerance) {
        z[index] = length;
        z[before] = 0;
        rotations.push({ first: before, second: index, cosine, sine });
        const low = d[before]!;
        d[before] = low * cosine ** 2 + d[index]! * sine ** 2;
        d[index] = low * sine ** 2 + d[index]! * cosine ** 2;
        settled.push(before);
        kept.pop();
      }
    }
    kept.push(index);
  }
  return { kept, settled, rotations };
}

import type { Matrix } from "../matrix.ts";
import type { Tridiagonal } from "./tridiagonalise.ts";

const sweepsAllowed = 60;

/**
 * Eigenvalues, ascending, and eigenvectors (one a row, orthonormal) of a symmetric tridiagonal matrix by implicit QL
 * with Wilkinson's shift (Golub & Van Loan, "Matrix Computations", 8.3): about 3·n³ multiplications.
 */
export function tridiagonalQl(matrix: Tridiagonal): { values: Float64Array; vectors: Matrix } {
  const n = matrix.diagonal.length;
  const d = matrix.diagonal.slice();
  const e = new Float64Array(n);
  e.set(matrix.offDiagonal);
  const z = new Float64Array(n * n);
  for (let i = 0; i < n; i++) z[i * n + i] = 1;

  for (let first = 0; first < n; first++)
    for (let sweep = 0; ; sweep++) {
      const last = endOfBlock(d, e, first);
      if (last === first) break;
      if (sweep === sweepsAllowed) throw new Error(`QL did not converge in ${sweepsAllowed} sweeps`);
      qlSweep(d, e, z, first, last);
    }
  return sortedAscending(d, z);
}

/** The last row of the unreduced block that starts at `first`. */
function endOfBlock(d: Float64Array, e: Float64Array, first: number): number {
  let last = first;
  while (last < d.length - 1 && Math.abs(e[last]!) > Number.EPSILON * (Math.abs(d[last]!) + Math.abs(d[last + 1]!)))
    last++;
  return last;
}

function qlSweep(d: Float64Array, e: Float64Array, z: Float64Array, first: number, last: number): void {
  const n = d.length;
  const half = (d[first + 1]! - d[first]!) / (2 * e[first]!);
  const root = Math.hypot(half, 1);
  let g = d[last]! - d[first]! + e[first]! / (half + (half >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let p = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const radius = Math.hypot(f, g);
    e[i + 1] = radius;
    if (radius === 0) {
      d[i + 1]! -= p;
      e[last] = 0;
      return;
    }
    sine = f / radius;
    cosine = g / radius;
    g = d[i + 1]! - p;
    const r = (d[i]! - g) * sine + 2 * cosine * b;
    p = sine * r;
    d[i + 1] = g + p;
    g = cosine * r - b;
    rotateRows(z, n, i, cosine, sine);
  }
  d[first]! -= p;
  e[first] = g;
  e[last] = 0;
}

function rotateRows(z: Float64Array, n: number, i: number, cosine: number, sine: number): void {
  const upper = i * n;
  const lower = upper + n;
  for (let j = 0; j < n; j++) {
    const above = z[upper + j]!;
    const below = z[lower + j]!;
    z[lower + j] = sine * above + cosine * below;
    z[upper + j] = cosine * above - sine * below;
  }
}

function sortedAscending(d: Float64Array, z: Float64Array): { values: Float64Array; vectors: Matrix } {
  const n = d.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => d[a]! - d[b]! || a - b);
  const vectors = new Float64Array(n * n);
  for (const [i, from] of order.entries()) vectors.set(z.subarray(from * n, (from + 1) * n), i * n);
  return { values: Float64Array.from(order, (i) => d[i]!), vectors: { rows: n, columns: n, values: vectors } };
}

/** Roots of a secular equation and their distances to its poles. */
export interface SecularRoots {
  /** n roots, ascending, one right of each pole. */
  readonly roots: Float64Array;
  /** n × n: row i holds pole j minus root i, accurate even where the two almost meet. */
  readonly gaps: Float64Array;
}

const iterationsAllowed = 100;

/**
 * The n roots of 1 + rho·Σ zⱼ² / (pⱼ - λ) = 0, the eigenvalues of diag(p) + rho·z·zᵀ, for strictly ascending poles p,
 * rho > 0 and no zⱼ = 0. Each root is searched from its nearest pole by the "middle way" of R.-C. Li, LAPACK Working
 * Note 89 (1993), inside a bracket that bisection shrinks wherever a step would leave it. The gaps are written to `room`.
 */
export function secularRoots(
  poles: Float64Array,
  z: Float64Array,
  rho: number,
  room: Float64Array = new Float64Array(poles.length ** 2),
): SecularRoots {
  const n = poles.length;
  const squares = z.map((value) => value * value);
  const roots = new Float64Array(n);
  const gaps = room.subarray(0, n * n);
  for (let i = 0; i < n; i++) roots[i] = findRoot(poles, squares, rho, i, gaps.subarray(i * n, (i + 1) * n));
  return { roots, gaps };
}

/** Root i; leaves pole j - root in `gap[j]`. */
function findRoot(poles: Float64Array, squares: Float64Array, rho: number, i: number, gap: Float64Array): number {
  const n = poles.length;
  const isLast = i === n - 1;
  const span = isLast ? rho * sum(squares) : poles[i + 1]! - poles[i]!;
  const origin = isLast || secularAt(poles, squares, rho, poles[i]!, span / 2) >= 0 ? i : i + 1;
  const offset = poles[origin]!;
  // The root is offset + shift, and shift lies between low and high.
  let low = origin === i ? 0 : -span / 2;
  let high = origin === i ? (isLast ? span : span / 2) : 0;
  let shift = isLast ? (n === 1 ? span : span / 2) : origin === i ? span / 4 : -span / 4;

  for (let iteration = 0; iteration < iterationsAllowed; iteration++) {
    let below = 0;
    let belowSlope = 0;
    let above = 0;
    let aboveSlope = 0;
    const lastBelow = isLast ? n - 2 : i;
    for (let j = 0; j <= lastBelow; j++) {
      const inverse = 1 / (gap[j] = poles[j]! - offset - shift);
      const term = squares[j]! * inverse;
      below += term;
      belowSlope += term * inverse;
    }
    for (let j = lastBelow + 1; j < n; j++) {
      const inverse = 1 / (gap[j] = poles[j]! - offset - shift);
      const term = squares[j]! * inverse;
      above += term;
      aboveSlope += term * inverse;
    }
    const value = 1 / rho + below + above;
    const rounding = 8 * (Math.abs(below) + Math.abs(above)) + 1 / rho + Math.abs(shift) * (belowSlope + aboveSlope);
    if (Math.abs(value) <= Number.EPSILON * rounding) break;
    if (value < 0) low = shift;
    else high = shift;
    if (high - low <= 2 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high))) break;

    const step = middleWay(
      lastBelow < 0 ? -Infinity : gap[lastBelow]!,
      gap[lastBelow + 1]!,
      value,
      belowSlope,
      aboveSlope,
      isLast,
    );
    const next = shift + step;
    shift = next > low && next < high ? next : (low + high) / 2;
  }
  for (let j = 0; j < n; j++) gap[j] = poles[j]! - offset - shift;
  return offset + shift;
}

/** The step to the root of the interpolating c + s/(Δ₁ - η) + S/(Δ₂ - η); NaN where there is none. */
function middleWay(
  gapBelow: number,
  gapAbove: number,
  value: number,
  belowSlope: number,
  aboveSlope: number,
  isLast: boolean,
): number {
  const product = gapBelow * gapAbove;
  const c = value - gapBelow * belowSlope - gapAbove * aboveSlope;
  const a = (gapBelow + gapAbove) * value - product * (belowSlope + aboveSlope);
  const b = product * value;
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (isLast) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

function secularAt(poles: Float64Array, squares: Float64Array, rho: number, origin: number, shift: number): number {
  let total = 1 / rho;
  for (let j = 0; j < poles.length; j++) total += squares[j]! / (poles[j]! - origin - shift);
  return total;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

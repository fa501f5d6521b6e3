/** What each output pixel of one axis takes from the input, in fixed point. */
export interface AxisCoefficients {
  /** Input pixels an output pixel may draw from; `weights` holds this many for each, unused ones are 0. */
  readonly taps: number;
  /** First input pixel of each output pixel. */
  readonly first: Int32Array;
  /** Number of input pixels of each output pixel. */
  readonly count: Int32Array;
  /** Weights scaled by 2 ** precisionBits: output length × taps. */
  readonly weights: Int32Array;
}

/** Fraction bits of a weight: 32 less 8 for the pixel less 2 for the overshoot, as in Pillow. */
const precisionBits = 22;

const filterRadius = 2;
const cached = new Map<string, AxisCoefficients>();
const cachedAxes = 256;

/** The coefficients that bring `from` pixels to `to` pixels, computed once for each pair of lengths. */
export function bicubicCoefficients(from: number, to: number): AxisCoefficients {
  const key = `${from}:${to}`;
  const known = cached.get(key);
  if (known !== undefined) return known;
  if (cached.size >= cachedAxes) cached.clear();
  const computed = computeCoefficients(from, to);
  cached.set(key, computed);
  return computed;
}

/**
 * Antialiased bicubic weights: when shrinking, the filter widens with the scale. Float64 throughout, then rounded
 * away from zero at one half, so that every weight equals Pillow's (Resample.c, precompute_coeffs and
 * normalize_coeffs_8bpc).
 */
function computeCoefficients(from: number, to: number): AxisCoefficients {
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = filterRadius * filterScale;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  const exact = new Float64Array(taps);
  const inverse = 1 / filterScale;

  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let tap = 0; tap < end - start; tap++) {
      const weight = bicubic((tap + start - centre + 0.5) * inverse);
      exact[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < end - start; tap++) {
      const weight = (sum === 0 ? exact[tap]! : exact[tap]! / sum) * (1 << precisionBits);
      weights[out * taps + tap] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    first[out] = start;
    count[out] = end - start;
  }
  return { taps, first, count, weights };
}

/** Keys's cubic convolution kernel with a = -0.5 (Keys 1981). */
function bicubic(x: number): number {
  const a = -0.5;
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
  return 0;
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The smallest normal number of half precision, 2⁻¹⁴, as bits of a single. */
const smallestNormal = 0x38800000;
const infinity = 0x7c00;

/**
 * IEEE 754 half-precision numbers (binary16), rounded to nearest, ties to even.
 * @returns undefined when a value is too large for one (above 65,504) or not finite
 */
export function toHalfPrecision(values: Float32Array): Uint16Array | undefined {
  const halves = new Uint16Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const half = halfBits(values[at] ?? 0);
    if ((half & infinity) === infinity) return undefined;
    halves[at] = half;
  }
  return halves;
}

function halfBits(value: number): number {
  single[0] = value;
  const all = bits[0] ?? 0;
  const sign = (all >>> 16) & 0x8000;
  const magnitude = all & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | infinity;
  if (magnitude >= smallestNormal) {
    // The exponent's bias goes from 127 to 15; 13 bits of the fraction go, to the nearer side, to even in the middle.
    const odd = (magnitude >>> 13) & 1;
    return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
  }
  // A multiple of 2⁻²⁴: added to ½, the last bit of a single's fraction counts just that.
  single[0] = Math.abs(value) + 0.5;
  return sign | ((bits[0] ?? 0) - 0x3f000000);
}

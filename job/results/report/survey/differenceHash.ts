import { areaMean, type GreyImage } from "./rgbRaster.ts";

const side = 16;

/** Bits of a hash. */
const hashBits = side * side;

/**
 * dHash (N. Krawetz, "Kind of like that", 2013) at 16 × 16: a bit for every field brighter than its right neighbour.
 * Scaling, light compression and evened-out brightness barely change it.
 */
export function differenceHash(grey: GreyImage): Uint32Array {
  const fields = areaMean(grey, 1, side + 1, side);
  const hash = new Uint32Array(hashBits / 32);
  for (let bit = 0; bit < hashBits; bit++) {
    const at = Math.floor(bit / side) * (side + 1) + (bit % side);
    // Five levels of difference at least, so that an even area gives the same bits with and without noise.
    if ((fields[at] ?? 0) > (fields[at + 1] ?? 0) + 5) hash[bit >>> 5] = (hash[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  return hash;
}

/** Bits in which two hashes differ, or any number above `limit` once that is passed. */
export function hammingDistance(a: Uint32Array, b: Uint32Array, limit = hashBits): number {
  let distance = 0;
  for (let word = 0; word < a.length && distance <= limit; word++) {
    let bits = (a[word] ?? 0) ^ (b[word] ?? 0);
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    distance += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return distance;
}

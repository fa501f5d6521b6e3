import type { RgbImage } from "../../../contract/rgbImage.ts";
import { differenceHash } from "./differenceHash.ts";
import { areaMean, greyOf, type GreyImage } from "./rgbRaster.ts";

/** What one picture tells about its own quality. Levels are 0-255. */
export interface ImageFacts {
  /** Grey level that 5 % and 95 % of the pixels stay below. */
  readonly dark: number;
  readonly bright: number;
  /** Shannon entropy of the grey levels, bits: 0 (one level) to 8. */
  readonly entropy: number;
  /** Variance of the Laplacian: small where there are no sharp edges (J. L. Pech-Pacheco et al., 2000). */
  readonly sharpness: number;
  readonly hash: Uint32Array;
  /** Mean red, green and blue in 4 × 4 fields: 48 levels that say whether two pictures also share their colours. */
  readonly colours: Float64Array;
}

/** Longest side at which pictures are examined: the same detail counts the same in large and small ones. */
export const examinedSide = 256;

/** @param image scaled down to `examinedSide` */
export function imageFacts(image: RgbImage): ImageFacts {
  const grey = greyOf(image);
  const histogram = new Uint32Array(256);
  for (const level of grey.data) {
    const bin = Math.round(level);
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  return {
    dark: percentile(histogram, grey.data.length, 0.05),
    bright: percentile(histogram, grey.data.length, 0.95),
    entropy: entropy(histogram, grey.data.length),
    sharpness: laplacianVariance(grey),
    hash: differenceHash(grey),
    colours: areaMean(image, 3, 4, 4),
  };
}

function percentile(histogram: Uint32Array, total: number, share: number): number {
  let seen = 0;
  for (const [level, count] of histogram.entries()) {
    seen += count;
    if (seen >= total * share) return level;
  }
  return 255;
}

function entropy(histogram: Uint32Array, total: number): number {
  let bits = 0;
  for (const count of histogram) if (count > 0) bits -= (count / total) * Math.log2(count / total);
  return bits;
}

/** Over the inner pixels, with the kernel 0 1 0 / 1 -4 1 / 0 1 0. */
function laplacianVariance({ width, height, data }: GreyImage): number {
  let sum = 0;
  let squares = 0;
  const count = (width - 2) * (height - 2);
  if (width < 3 || height < 3) return 0;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1, end = i + width - 2; i < end; i++) {
      const value =
        (data[i - 1] ?? 0) + (data[i + 1] ?? 0) + (data[i - width] ?? 0) + (data[i + width] ?? 0) - 4 * (data[i] ?? 0);
      sum += value;
      squares += value * value;
    }
  }
  return squares / count - (sum / count) ** 2;
}

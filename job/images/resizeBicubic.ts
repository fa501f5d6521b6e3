import type { RgbImage } from "../contract/rgbImage.ts";
import { bicubicCoefficients, precisionBits, tapGroup } from "./bicubicCoefficients.ts";

const half = 1 << (precisionBits - 1);

/** Pillow's two passes, each rounded to 8 bits; an axis that keeps its length is left alone (Resample.c). */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  const horizontal = (picture: RgbImage): RgbImage => (width === picture.width ? picture : alongRows(picture, width));
  const vertical = (picture: RgbImage): RgbImage =>
    height === picture.height ? picture : alongColumns(picture, height);
  return columnsFirst(image, width, height) ? horizontal(vertical(image)) : vertical(horizontal(image));
}

/**
 * Whether Pillow 13 takes the columns before the rows, which older versions never do: when more than twice as many
 * rows as columns go away. The order shows in the rounding (docs/decisions/0012 says how the rule was found).
 */
function columnsFirst(from: RgbImage, width: number, height: number): boolean {
  return from.height - height > 2 * Math.max(0, from.width - width);
}

function alongRows({ width: fromWidth, height, data: pixels }: RgbImage, width: number): RgbImage {
  const { taps, first, count, weights } = bicubicCoefficients(fromWidth, width);
  const data = new Uint8ClampedArray(width * height * 3);
  let to = 0;
  for (let row = 0; row < height; row++) {
    const start = row * fromWidth * 3;
    for (let out = 0; out < width; out++) {
      let from = start + first[out]! * 3;
      let weight = out * taps;
      const end = weight + count[out]!;
      let red = half;
      let green = half;
      let blue = half;
      for (; weight < end; weight++) {
        const w = weights[weight]!;
        red = (red + Math.imul(pixels[from]!, w)) | 0;
        green = (green + Math.imul(pixels[from + 1]!, w)) | 0;
        blue = (blue + Math.imul(pixels[from + 2]!, w)) | 0;
        from += 3;
      }
      data[to] = red >> precisionBits;
      data[to + 1] = green >> precisionBits;
      data[to + 2] = blue >> precisionBits;
      to += 3;
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** Sums whole rows, four at a time, so that memory is read in order and each sum is touched seldom. */
function alongColumns({ width, height: fromHeight, data: pixels }: RgbImage, height: number): RgbImage {
  const { taps, first, count, weights } = bicubicCoefficients(fromHeight, height);
  const stride = width * 3;
  const data = new Uint8ClampedArray(height * stride);
  const sums = new Int32Array(stride);
  const lastRow = (fromHeight - 1) * stride;
  for (let out = 0; out < height; out++) {
    sums.fill(half);
    for (let tap = 0; tap < count[out]!; tap += tapGroup) {
      // Past its last row an output has weights of 0: which row they meet does not matter.
      const from0 = Math.min((first[out]! + tap) * stride, lastRow);
      const from1 = Math.min(from0 + stride, lastRow);
      const from2 = Math.min(from1 + stride, lastRow);
      const from3 = Math.min(from2 + stride, lastRow);
      const weight = out * taps + tap;
      const w0 = weights[weight]!;
      const w1 = weights[weight + 1]!;
      const w2 = weights[weight + 2]!;
      const w3 = weights[weight + 3]!;
      for (let column = 0; column < stride; column++) {
        const sum01 = (Math.imul(pixels[from0 + column]!, w0) + Math.imul(pixels[from1 + column]!, w1)) | 0;
        const sum23 = (Math.imul(pixels[from2 + column]!, w2) + Math.imul(pixels[from3 + column]!, w3)) | 0;
        sums[column] = (sums[column]! + sum01 + sum23) | 0;
      }
    }
    const to = out * stride;
    for (let column = 0; column < stride; column++) data[to + column] = sums[column]! >> precisionBits;
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

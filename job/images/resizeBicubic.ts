import type { RgbImage } from "../contract/rgbImage.ts";
import { bicubicCoefficients, precisionBits, type AxisCoefficients } from "./bicubicCoefficients.ts";

const half = 1 << (precisionBits - 1);

/**
 * Pillow's two passes: along the rows, but only those the second pass reads, rounded to 8 bits, then along the
 * columns. An axis that keeps its length is left alone (Resample.c, ImagingResampleInner).
 */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  let { data } = image;
  const vertical = bicubicCoefficients(image.height, height);
  let firstRow = 0;
  if (width !== image.width) {
    firstRow = vertical.first[0]!;
    const rows = vertical.first[height - 1]! + vertical.count[height - 1]! - firstRow;
    data = alongRows(data, image.width, firstRow, rows, width, bicubicCoefficients(image.width, width));
  }
  if (height !== image.height) data = alongColumns(data, width * 3, firstRow, height, vertical);
  return { width, height, data };
}

function alongRows(
  pixels: Uint8Array,
  fromWidth: number,
  firstRow: number,
  rows: number,
  width: number,
  { taps, first, count, weights }: AxisCoefficients,
): Uint8Array {
  const result = new Uint8ClampedArray(rows * width * 3);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const start = (firstRow + row) * fromWidth * 3;
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
      result[to] = red >> precisionBits;
      result[to + 1] = green >> precisionBits;
      result[to + 2] = blue >> precisionBits;
      to += 3;
    }
  }
  return new Uint8Array(result.buffer);
}

/** `stride`: bytes in a row. Sums whole rows tap by tap, so that memory is read in order. */
function alongColumns(
  pixels: Uint8Array,
  stride: number,
  firstRow: number,
  height: number,
  { taps, first, count, weights }: AxisCoefficients,
): Uint8Array {
  const result = new Uint8ClampedArray(height * stride);
  const sums = new Int32Array(stride);
  for (let out = 0; out < height; out++) {
    sums.fill(half);
    let from = (first[out]! - firstRow) * stride;
    for (let tap = 0; tap < count[out]!; tap++) {
      const w = weights[out * taps + tap]!;
      for (let column = 0; column < stride; column++)
        sums[column] = (sums[column]! + Math.imul(pixels[from + column]!, w)) | 0;
      from += stride;
    }
    const to = out * stride;
    for (let column = 0; column < stride; column++) result[to + column] = sums[column]! >> precisionBits;
  }
  return new Uint8Array(result.buffer);
}

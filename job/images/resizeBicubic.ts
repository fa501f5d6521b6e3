import type { RgbImage } from "../contract/rgbImage.ts";
import { bicubicCoefficients } from "./bicubicCoefficients.ts";
import { layOut } from "./resampleMemory.ts";

/** Pixels and result of one call, in bytes: they stay in the processor's cache. */
const stripBytes = 1 << 18;

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

/** A strip of rows at a time. */
function alongRows({ width: fromWidth, height, data: pixels }: RgbImage, width: number): RgbImage {
  const axis = bicubicCoefficients(fromWidth, width);
  const [fromStride, stride] = [fromWidth * 3, width * 3];
  const atOnce = Math.min(height, Math.max(1, Math.floor(stripBytes / (fromStride + stride))));
  const { functions, bytes, at } = layOut(axis, atOnce * fromStride, atOnce * stride);
  const data = new Uint8Array(height * stride);
  for (let row = 0; row < height; row += atOnce) {
    const rows = Math.min(atOnce, height - row);
    bytes.set(pixels.subarray(row * fromStride, (row + rows) * fromStride), at.pixels);
    functions.alongRows(at.pixels, rows, fromWidth, at.first, at.count, at.weights, axis.taps, at.result, width);
    data.set(bytes.subarray(at.result, at.result + rows * stride), row * stride);
  }
  return { width, height, data };
}

/** Some output rows at a time, with the input rows they draw from. */
function alongColumns({ width, height: fromHeight, data: pixels }: RgbImage, height: number): RgbImage {
  const axis = bicubicCoefficients(fromHeight, height);
  const stride = width * 3;
  const atOnce = Math.min(height, Math.max(1, Math.floor(stripBytes / (stride * (1 + fromHeight / height)))));
  const strips = Array.from({ length: Math.ceil(height / atOnce) }, (_, strip) => {
    const end = Math.min(height, (strip + 1) * atOnce);
    const lastRow = axis.first[end - 1]! + axis.count[end - 1]!;
    return { from: strip * atOnce, end, firstRow: axis.first[strip * atOnce]!, lastRow };
  });
  const mostRows = Math.max(...strips.map(({ firstRow, lastRow }) => lastRow - firstRow));
  const { functions, bytes, at } = layOut(axis, mostRows * stride, atOnce * stride);
  const data = new Uint8Array(height * stride);
  for (const { from, end, firstRow, lastRow } of strips) {
    bytes.set(pixels.subarray(firstRow * stride, lastRow * stride), at.pixels);
    const { first, count, weights, result } = at;
    functions.alongColumns(at.pixels, stride, firstRow, first, count, weights, axis.taps, result, from, end);
    data.set(bytes.subarray(result, result + (end - from) * stride), from * stride);
  }
  return { width, height, data };
}

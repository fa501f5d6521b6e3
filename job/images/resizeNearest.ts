import type { RgbImage } from "../contract/rgbImage.ts";

/** Each output pixel is the input pixel under its centre, as Pillow's `resize` with NEAREST picks it. */
export function resizeNearest(image: RgbImage, width: number, height: number): RgbImage {
  const columns = nearestPixels(image.width, width);
  const rows = nearestPixels(image.height, height);
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = rows[y]! * image.width;
    for (let x = 0; x < width; x++) {
      const from = (row + columns[x]!) * 3;
      data[to] = image.data[from]!;
      data[to + 1] = image.data[from + 1]!;
      data[to + 2] = image.data[from + 2]!;
      to += 3;
    }
  }
  return { width, height, data };
}

/**
 * The input pixel of each output pixel. The position is a running float64 sum, as in Pillow (Geometry.c,
 * ImagingScaleAffine): computing it afresh for each pixel rounds differently now and then.
 */
function nearestPixels(from: number, to: number): Int32Array {
  const pixels = new Int32Array(to);
  const step = from / to;
  let position = step * 0.5;
  for (let index = 0; index < to; index++) {
    pixels[index] = Math.min(from - 1, Math.trunc(position));
    position += step;
  }
  return pixels;
}

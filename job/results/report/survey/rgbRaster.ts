import type { RgbImage } from "../../../contract/rgbImage.ts";

/** Grey levels, row-major, 0-255. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** Luma of ITU-R BT.601, as Pillow's `convert("L")`. */
export function greyOf({ width, height, data }: RgbImage): GreyImage {
  const grey = new Float64Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  return { width, height, data: grey };
}

/**
 * A picture brought to another size, each value the mean of the area it covers, parts of pixels by their share.
 * @param channels values a pixel
 */
export function areaMean(
  image: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> },
  channels: number,
  width: number,
  height: number,
): Float64Array {
  const narrow = { width: image.width, height, data: new Float64Array(image.width * height * channels) };
  const rowLength = image.width * channels;
  for (let row = 0; row < height; row++) {
    for (const { index, share } of coverage(row, height, image.height))
      for (let i = 0; i < rowLength; i++)
        narrow.data[row * rowLength + i] =
          (narrow.data[row * rowLength + i] ?? 0) + share * (image.data[index * rowLength + i] ?? 0);
  }
  const out = new Float64Array(width * height * channels);
  for (let column = 0; column < width; column++) {
    for (const { index, share } of coverage(column, width, image.width))
      for (let row = 0; row < height; row++)
        for (let channel = 0; channel < channels; channel++) {
          const at = (row * width + column) * channels + channel;
          out[at] = (out[at] ?? 0) + share * (narrow.data[row * rowLength + index * channels + channel] ?? 0);
        }
  }
  return out;
}

/** The source pixels under target pixel `target` of `targets`, with their shares, which sum to 1. */
function coverage(target: number, targets: number, sources: number): { index: number; share: number }[] {
  const [from, to] = [(target * sources) / targets, ((target + 1) * sources) / targets];
  const first = Math.floor(from);
  return Array.from({ length: Math.min(Math.ceil(to), sources) - first }, (_, offset) => {
    const index = first + offset;
    return { index, share: (Math.min(to, index + 1) - Math.max(from, index)) / (to - from) };
  });
}

import type { RgbImage } from "../contract/rgbImage.ts";
import { resizeBicubic } from "./resizeBicubic.ts";
import { resizeNearest } from "./resizeNearest.ts";

/**
 * The picture at `width` × `height`, every byte as Pillow's `Image.resize` gives it. The proportions are not kept, as
 * in Pillow and Keras. At the same size the very same picture is returned.
 */
export function resizeRgb(image: RgbImage, width: number, height: number, method: "bicubic" | "nearest"): RgbImage {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0))
    throw new RangeError(`a picture cannot be ${width} × ${height} pixels`);
  if (width === image.width && height === image.height) return image;
  return method === "bicubic" ? resizeBicubic(image, width, height) : resizeNearest(image, width, height);
}

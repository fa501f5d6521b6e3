import type { RgbImage } from "../../job/contract/rgbImage.ts";

/** Pictures with every value of every channel: an arithmetic pattern, the same on every machine. */
export function noisePictures(count: number, size: number): RgbImage[] {
  return Array.from({ length: count }, (_, picture) => ({
    width: size,
    height: size,
    data: Uint8Array.from({ length: size * size * 3 }, (_, at) => (at * 7 + picture * 31 + ((at * at) >> 5)) & 255),
  }));
}

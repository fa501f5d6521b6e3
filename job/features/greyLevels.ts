/** ITU-R 601 luma in the fixed-point form of Pillow's `convert("L")` (`L24` in Pillow's Convert.c), a byte a pixel. */
export function greyLevels(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3)
    grey[pixel] = ((rgb[at] ?? 0) * 19595 + (rgb[at + 1] ?? 0) * 38470 + (rgb[at + 2] ?? 0) * 7471 + 0x8000) >> 16;
  return grey;
}

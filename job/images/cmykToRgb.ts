/**
 * CMYK to RGB as Pillow computes it, without a colour profile: (255 - K) × (255 - C) / 255, in 8-bit arithmetic.
 * `inks`: 4 bytes a pixel, 255 is full ink (libvips and Pillow both turn over every CMYK JPEG, Adobe's or not).
 */
export function cmykToRgb(inks: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((inks.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - inks[from + 3]!;
    rgb[to] = light - timesOver255(inks[from]!, light);
    rgb[to + 1] = light - timesOver255(inks[from + 1]!, light);
    rgb[to + 2] = light - timesOver255(inks[from + 2]!, light);
  }
  return rgb;
}

/** a × b / 255, rounded, for bytes (Pillow's MULDIV255). */
function timesOver255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

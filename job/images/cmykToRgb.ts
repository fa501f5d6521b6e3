import type { ImageFormat } from "./imageFormat.ts";

/**
 * CMYK to RGB as Pillow computes it, without a colour profile: (255 - K) × (255 - C) / 255, in 8-bit arithmetic.
 *
 * `inks`: 4 bytes a pixel as libvips decodes `file`, which turns a JPEG's inks over only when an Adobe marker says so;
 * Pillow takes every CMYK JPEG for an Adobe one.
 */
export function cmykToRgb(inks: Uint8Array, file: Uint8Array, format: ImageFormat): Uint8Array {
  const flip = format === "JPEG" && !hasAdobeMarker(file) ? 255 : 0;
  const rgb = new Uint8Array((inks.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - (inks[from + 3]! ^ flip);
    rgb[to] = light - timesOver255(inks[from]! ^ flip, light);
    rgb[to + 1] = light - timesOver255(inks[from + 1]! ^ flip, light);
    rgb[to + 2] = light - timesOver255(inks[from + 2]! ^ flip, light);
  }
  return rgb;
}

/** a × b / 255, rounded, for bytes (Pillow's MULDIV255). */
function timesOver255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

const markers = { adobe: 0xee, startOfScan: 0xda } as const;

/** Whether an APP14 "Adobe" segment stands before the picture data (Adobe Technical Note 5116). */
function hasAdobeMarker(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 2; at + 4 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === markers.adobe && bytes.toString("latin1", at + 4, at + 9) === "Adobe") return true;
    if (marker === markers.startOfScan) return false;
  }
  return false;
}

import type { ImageFormat } from "./imageFormat.ts";
import { jpegLayout } from "./jpegLayout.ts";

/** Whether a file stops before the end its own structure announces (TIFF announces none). */
export function endsEarly(file: Uint8Array, format: ImageFormat): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (format === "JPEG") return !jpegLayout(file).ends;
  if (format === "PNG") return pngEndsEarly(bytes);
  if (format === "WebP") return bytes.length < 12 || bytes.readUInt32LE(4) + 8 > bytes.length;
  return false;
}

/** Walks the chunks: each is its length, its type, its data and a checksum. */
function pngEndsEarly(bytes: Buffer): boolean {
  let at = 8;
  while (at + 12 <= bytes.length) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IEND") return false;
    at += 12 + bytes.readUInt32BE(at);
  }
  return true;
}

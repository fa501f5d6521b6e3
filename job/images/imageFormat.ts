/** The formats Verger reads, as people write them. */
export type ImageFormat = "JPEG" | "PNG" | "WebP" | "TIFF" | "GIF";

/** The format by its first bytes, whatever the file is called; null for anything else. */
export function imageFormat(file: Uint8Array): ImageFormat | null {
  const starts = Buffer.from(file.buffer, file.byteOffset, Math.min(file.byteLength, 12)).toString("latin1");
  if (starts.startsWith("\xff\xd8\xff")) return "JPEG";
  if (starts.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
  if (starts.startsWith("RIFF") && starts.slice(8) === "WEBP") return "WebP";
  if (/^(II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(starts)) return "TIFF";
  if (/^GIF8[79]a/.test(starts)) return "GIF";
  return null;
}

/** Tag numbers of TIFF 6.0. */
const tags = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  sampleFormat: 339,
} as const;

type TagName = keyof typeof tags;

/** Where the pixels start in a file of `tiffFile`. */
const pixelsAt = 8;

/**
 * A little-endian TIFF of one grey strip, 8 bits a sample. `changed` replaces values or, with null, leaves a tag out.
 * `next`: offset of the next directory; "itself" makes a cycle.
 */
export function tiffFile(
  width: number,
  height: number,
  pixels: Uint8Array,
  changed: Partial<Record<TagName, number | null>> = {},
  next: number | "itself" = 0,
): Buffer {
  const values: Partial<Record<TagName, number | null>> = {
    width,
    height,
    bitsPerSample: 8,
    compression: 1,
    photometric: 1,
    stripOffsets: pixelsAt,
    samplesPerPixel: 1,
    rowsPerStrip: height,
    stripByteCounts: pixels.length,
    ...changed,
  };
  const entries = Object.entries(values)
    .flatMap(([name, value]) => (value === null ? [] : [[tags[name as TagName], value] as const]))
    .sort(([a], [b]) => a - b);
  const directoryAt = pixelsAt + pixels.length + (pixels.length % 2);
  const file = Buffer.alloc(directoryAt + 2 + entries.length * 12 + 4);
  file.write("II*\0", 0, "latin1");
  file.writeUInt32LE(directoryAt, 4);
  file.set(pixels, pixelsAt);
  file.writeUInt16LE(entries.length, directoryAt);
  for (const [index, [tag, value]] of entries.entries()) {
    const at = directoryAt + 2 + index * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(4, at + 2);
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value, at + 8);
  }
  file.writeUInt32LE(next === "itself" ? directoryAt : next, file.length - 4);
  return file;
}

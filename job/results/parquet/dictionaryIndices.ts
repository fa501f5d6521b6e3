/** Bits of an index that may begin anywhere in a byte and still lies in 32. */
const widest = 24;

/**
 * Indices into a dictionary, stored in Parquet's hybrid of run lengths and bit packing after a byte with their width.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/ (RLE_DICTIONARY = 8)
 * @throws RangeError where the bytes end too early, or an index has more than 24 bits
 */
export function dictionaryIndices(bytes: Uint8Array, count: number): Uint32Array {
  const width = bytes[0] ?? 0;
  if (width > widest) throw new RangeError(`a dictionary's indices have ${width} bits, more than ${widest}`);
  const indices = new Uint32Array(count);
  if (width === 0) return indices;
  const mask = 2 ** width - 1;
  let offset = 1;
  let filled = 0;

  /** Up to four bytes, little-endian; none beyond the end. */
  const wordAt = (at: number): number =>
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

  while (filled < count) {
    let header = 0;
    for (let shift = 0, next = 0x80; next >= 0x80; shift += 7) {
      if (offset >= bytes.length || shift > 28) throw new RangeError(`indices end after ${filled} of ${count}`);
      next = bytes[offset++]!;
      header += (next & 0x7f) * 2 ** shift;
    }
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      if (length === 0) throw new RangeError("a run of indices is empty");
      indices.fill(wordAt(offset) & mask, filled, Math.min(count, filled + length));
      offset += Math.ceil(width / 8);
      filled += length;
    } else {
      const end = Math.min(count, filled + 8 * length);
      const whole = Math.min(end, filled + Math.floor(((bytes.length - offset - 4) * 8) / width));
      let bit = 8 * offset;
      for (; filled < whole; filled++, bit += width) {
        const at = bit >>> 3;
        const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        indices[filled] = (word >>> (bit & 7)) & mask;
      }
      for (; filled < end; filled++, bit += width) indices[filled] = (wordAt(bit >>> 3) >>> (bit & 7)) & mask;
      offset += length * width;
    }
    if (offset > bytes.length) throw new RangeError(`indices end before ${count}`);
  }
  return indices;
}

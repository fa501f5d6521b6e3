/**
 * Repetition or definition levels as runs: [level, length, level, length, …], neighbours of one level merged.
 * Levels are stored in Parquet's hybrid of run lengths and bit packing.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/ (RLE = 3)
 * @param count levels to read
 * @throws RangeError where the bytes end too early
 */
export function levelRuns(bytes: Uint8Array, count: number, maxLevel: number): number[] {
  const width = 32 - Math.clz32(maxLevel);
  const runs: number[] = [];
  let offset = 0;
  let left = count;

  const add = (level: number, length: number) => {
    if (runs.at(-2) === level) runs[runs.length - 1]! += length;
    else runs.push(level, length);
  };
  const byte = () => {
    if (offset >= bytes.length) throw new RangeError(`levels end after ${count - left} of ${count}`);
    return bytes[offset++]!;
  };
  const variableLengthInteger = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const next = byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
    throw new RangeError("a run of levels is longer than 32 bits can say");
  };

  while (left > 0) {
    const header = variableLengthInteger();
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      // one level (a level takes one byte here: no list we read is nested 255 deep), repeated
      const level = byte();
      if (length === 0) throw new RangeError("a run of levels is empty");
      add(level, Math.min(length, left));
      left -= length;
      continue;
    }
    // `length` groups of eight levels, packed from the lowest bit
    let packed = 0;
    let bits = 0;
    const end = offset + length * width;
    for (let i = Math.min(8 * length, left); i > 0; i--) {
      while (bits < width) {
        packed |= byte() << bits;
        bits += 8;
      }
      add(packed & ((1 << width) - 1), 1);
      packed >>>= width;
      bits -= width;
    }
    offset = end;
    left -= 8 * length;
  }
  return runs;
}

/*
 * Indices into a dictionary, in Parquet's hybrid of run lengths and bit packing, and what they stand for. Addresses are in
 * bytes. Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/ (RLE_DICTIONARY = 8)
 */

const whole: i32 = 0;
const endsEarly: i32 = 1;
const emptyRun: i32 = 2;

/** Up to four of the bytes `at` … `end`, little-endian; none beyond. */
@inline
function wordAt(at: usize, end: usize): u32 {
  if (at + 4 <= end) return load<u32>(at);
  let word: u32 = 0;
  for (let shift: u32 = 0; at < end; at++, shift += 8) word |= <u32>load<u8>(at) << shift;
  return word;
}

/** `count` indices of `width` bits (1 to 24) from the `length` bytes at `bytes` → `target`, in 32 bits each. */
export function unpackIndices(bytes: usize, length: i32, width: i32, count: i32, target: usize): i32 {
  const end = bytes + <usize>length;
  const mask: u32 = (1 << width) - 1;
  let at = bytes;
  let filled = 0;
  while (filled < count) {
    let header: u64 = 0;
    let next: u32 = 0x80;
    for (let shift: u64 = 0; next >= 0x80; shift += 7) {
      if (at >= end || shift > 28) return endsEarly;
      next = load<u8>(at++);
      header |= <u64>(next & 0x7f) << shift;
    }
    const run = header >> 1;
    if ((header & 1) == 0) {
      if (run == 0) return emptyRun;
      const index = wordAt(at, end) & mask;
      const to = <i32>min<u64>(count, <u64>filled + run);
      for (; filled < to; filled++) store<u32>(target + ((<usize>filled) << 2), index);
      at += <usize>((width + 7) >> 3);
    } else {
      const to = <i32>min<u64>(count, <u64>filled + 8 * run);
      for (let bit: usize = 0; filled < to; filled++, bit += <usize>width)
        store<u32>(target + ((<usize>filled) << 2), (wordAt(at + (bit >> 3), end) >> (<u32>bit & 7)) & mask);
      const packed = run * <u64>width;
      if (packed > <u64>(end - at)) return endsEarly;
      at += <usize>packed;
    }
    if (at > end) return endsEarly;
  }
  return whole;
}

/** What `count` indices stand for among the `terms` at `dictionary` → `target`; how many of them stand for anything. */
@inline
function lookUp<T>(indices: usize, count: i32, dictionary: usize, terms: u32, target: usize): i32 {
  for (let i = 0; i < count; i++) {
    const index = load<u32>(indices + ((<usize>i) << 2));
    if (index >= terms) return i;
    store<T>(target + <usize>i * <usize>sizeof<T>(), load<T>(dictionary + <usize>index * <usize>sizeof<T>()));
  }
  return count;
}

export function lookUpFloat32(indices: usize, count: i32, dictionary: usize, terms: u32, target: usize): i32 {
  return lookUp<f32>(indices, count, dictionary, terms, target);
}

export function lookUpFloat64(indices: usize, count: i32, dictionary: usize, terms: u32, target: usize): i32 {
  return lookUp<f64>(indices, count, dictionary, terms, target);
}

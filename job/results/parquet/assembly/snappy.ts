/*
 * Snappy's raw format: how long the bytes are, then literals and copies of bytes that were written before. Addresses are in
 * bytes. Format: https://github.com/google/snappy/blob/main/format_description.txt
 */

const whole: i32 = 0;
const endsEarly: i32 = 1;
const otherLength: i32 = 2;
const tooLong: i32 = 3;
const copiesNothing: i32 = 4;

/** The lowest two bits of a tag. */
const literal: u32 = 0;
const nearCopy: u32 = 1;
const copy: u32 = 2;

/** A literal's length in the tag, less one, that says how many bytes after the tag hold it instead: 60 is one, 63 four. */
const longLiteral: u32 = 60;

/** `bytes` bytes (1 to 4), little-endian, which must be there. */
@inline
function numberAt(at: usize, bytes: u32): u32 {
  let number: u32 = load<u8>(at);
  for (let i: u32 = 1; i < bytes; i++) number |= <u32>load<u8>(at + i) << (8 * i);
  return number;
}

/** Short literals are one step of 16 bytes where none of them is beyond either end. */
@inline
function writeLiteral(from: usize, end: usize, to: usize, full: usize, length: u32): void {
  if (length <= 16 && end - from >= 16 && full - to >= 16) v128.store(to, v128.load(from));
  else memory.copy(to, from, length);
}

/** Up to 64 bytes that were written `offset` bytes ago; where that is less than `length` they repeat, so no step is longer. */
@inline
function writeCopy(offset: u32, to: usize, full: usize, length: u32): void {
  const from = to - offset;
  if (offset >= 16 && full - to >= 64)
    for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
  else if (offset >= 8 && full - to >= 64)
    for (let i: u32 = 0; i < length; i += 8) store<u64>(to + i, load<u64>(from + i));
  else for (let i: u32 = 0; i < length; i++) store<u8>(to + i, load<u8>(from + i));
}

/**
 * Uncompresses `sourceLength` bytes to exactly `targetLength`; what is wrong with them, or 0. Reads and writes nothing
 * else, whatever they are.
 */
export function uncompress(source: usize, sourceLength: i32, target: usize, targetLength: i32): i32 {
  const end = source + <usize>sourceLength;
  const full = target + <usize>targetLength;
  let at = source;
  let to = target;

  let declared: u64 = 0;
  let next: u32 = 0x80;
  for (let shift: u64 = 0; next >= 0x80; shift += 7) {
    if (at == end) return endsEarly;
    if (shift > 28) return otherLength;
    next = load<u8>(at++);
    declared |= <u64>(next & 0x7f) << shift;
  }
  if (declared != <u64>targetLength) return otherLength;

  while (at < end) {
    const tag: u32 = load<u8>(at++);
    const kind = tag & 3;
    let last = tag >> 2;
    if (kind == literal) {
      if (last >= longLiteral) {
        const bytes = last + 1 - longLiteral;
        if (<u32>(end - at) < bytes) return endsEarly;
        last = numberAt(at, bytes);
        at += bytes;
      }
      if (last >= <u32>(end - at)) return endsEarly;
      if (last >= <u32>(full - to)) return tooLong;
      writeLiteral(at, end, to, full, last + 1);
      at += last + 1;
    } else {
      const bytes: u32 = kind == nearCopy ? 1 : kind == copy ? 2 : 4;
      if (<u32>(end - at) < bytes) return endsEarly;
      let offset = numberAt(at, bytes);
      at += bytes;
      if (kind == nearCopy) {
        offset |= (last >> 3) << 8;
        last = (last & 7) + 3;
      }
      if (offset == 0 || offset > <u32>(to - target)) return copiesNothing;
      if (last >= <u32>(full - to)) return tooLong;
      writeCopy(offset, to, full, last + 1);
    }
    to += last + 1;
  }
  return to == full ? whole : endsEarly;
}

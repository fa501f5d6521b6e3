/** Offset of a JPEG segment's marker, found by walking the segments; throws when there is none. */
export function segmentAt(file: Buffer, ...wanted: readonly number[]): number {
  for (let at = 2; at + 4 <= file.length; at += 2 + file.readUInt16BE(at + 2))
    if (wanted.includes(file[at + 1] ?? 0)) return at;
  throw new Error(`no segment ${wanted.join()} in this JPEG`);
}

/** The segment that says how large the picture is, for baseline and progressive files. */
export const frameHeaderAt = (file: Buffer): number => segmentAt(file, 0xc0, 0xc1, 0xc2);

/** A copy with some bytes replaced. */
export function patched(file: Buffer, at: number, ...bytes: readonly number[]): Buffer {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
}

/** A copy with a segment added right after the start. */
export function withSegment(file: Buffer, marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([file.subarray(0, 2), head, data, file.subarray(2)]);
}

/** A copy without its first segment of this kind. */
export function withoutSegment(file: Buffer, marker: number): Buffer {
  const at = segmentAt(file, marker);
  return Buffer.concat([file.subarray(0, at), file.subarray(at + 2 + file.readUInt16BE(at + 2))]);
}

/** What a JPEG's header announces. */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colours, 4 inks. */
  readonly components: number;
  /** Whether it carries EXIF tags, perhaps an orientation among them. */
  readonly exif: boolean;
}

const marker = { app1: 0xe1, startOfScan: 0xda } as const;
/** Baseline, extended and progressive, all with Huffman codes: what every decoder reads. */
const plainFrames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** Other frames: lossless, differential, arithmetic. */
const oddFrames: ReadonlySet<number> = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/**
 * Reads the segments before the first scan of a JPEG (ITU-T T.81, annex B). Undefined for whatever is not plain: stray
 * bytes between segments, a frame that is missing, repeated, odd, empty or not of 8 bits.
 */
export function jpegFrame(file: Uint8Array): JpegFrame | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  let frame: Omit<JpegFrame, "exif"> | undefined;
  let exif = false;
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const kind = bytes[at + 1]!;
    if (kind === marker.startOfScan) return frame && { ...frame, exif };
    if (kind === marker.app1 && bytes.toString("latin1", at + 4, at + 8) === "Exif") exif = true;
    if (oddFrames.has(kind)) return undefined;
    if (!plainFrames.has(kind)) continue;
    const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
    if (frame !== undefined || bytes[at + 4] !== 8 || width * height === 0) return undefined;
    frame = { width, height, components: bytes[at + 9]! };
  }
  return undefined;
}

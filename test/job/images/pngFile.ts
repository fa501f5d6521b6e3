import { crc32, deflateSync } from "node:zlib";

interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bits?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colour?: number;
  readonly interlace?: number;
}

const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** A PNG written chunk by chunk, so that any of them can be wrong. `rows`: each row with its filter byte. */
export function pngFile(header: PngHeader, rows: Uint8Array, before: Buffer[] = []): Buffer {
  return pngOf([pngHeader(header), ...before, pngChunk("IDAT", deflateSync(rows)), pngChunk("IEND", Buffer.alloc(0))]);
}

export function pngOf(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([signature, ...chunks]);
}

export function pngHeader({ width, height, bits = 8, colour = 2, interlace = 0 }: PngHeader): Buffer {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, bits, colour, 0, 0, interlace]);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return pngChunk("IHDR", data);
}

export function pngChunk(type: string, data: Buffer, checksum?: number): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  chunk.writeUInt32BE(data.length, 0);
  chunk.writeUInt32BE(checksum ?? crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

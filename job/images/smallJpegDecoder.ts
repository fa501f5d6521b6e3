import libjpegTurbo from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs";

/** libjpeg-turbo in WebAssembly, in this thread: no hand-over to another, which costs a small picture more than decoding. */
export interface SmallJpegDecoder {
  /**
   * @param channels 1 or 3, as the file has
   * @returns the pixels, in memory of their own; undefined where libjpeg has anything to complain of
   */
  decode(file: Uint8Array, channels: 1 | 3, pixels: number): Uint8Array | undefined;
}

let opened: Promise<SmallJpegDecoder> | undefined;

/** The decoder of this thread. */
export function smallJpegDecoder(): Promise<SmallJpegDecoder> {
  opened ??= open();
  return opened;
}

async function open(): Promise<SmallJpegDecoder> {
  const { JPEGDecoder } = await libjpegTurbo();
  const decoder = new JPEGDecoder();
  return {
    decode(file, channels, pixels) {
      decoder.getEncodedBuffer(file.byteLength).set(file);
      try {
        decoder.decode();
      } catch {
        return undefined;
      }
      const decoded = decoder.getDecodedBuffer();
      return decoded.length === pixels * channels ? new Uint8Array(decoded) : undefined;
    },
  };
}

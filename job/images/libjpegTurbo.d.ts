/** The part of the package that is used: it comes without types. */
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  interface JpegDecoder {
    /** Where the file is to be written, `bytes` long; valid until the next call. */
    getEncodedBuffer(bytes: number): Uint8Array;
    /** Throws (a number) at errors and at warnings. Grey stays one channel, all else becomes RGB. */
    decode(): void;
    /** The pixels of the last picture; valid until the next call. */
    getDecodedBuffer(): Uint8ClampedArray;
  }

  export default function open(): Promise<{ readonly JPEGDecoder: new () => JpegDecoder }>;
}

import { RejectedImageError } from "../contract/errors.ts";

/** The first picture of a GIF, taken out of its file. */
export interface FirstGifFrame {
  /** The whole canvas, grown where the frame reaches past the screen the header declares. */
  readonly width: number;
  readonly height: number;
  /** Where the frame lies on the canvas. */
  readonly frame: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** Its LZW code size and sub-blocks. */
  readonly data: Uint8Array;
  /** Colour of the canvas outside the frame. */
  readonly background: readonly [number, number, number];
  /** A GIF of just this frame, opaque, with a full palette. */
  readonly file: Uint8Array;
}

const blocks = { extension: 0x21, image: 0x2c, trailer: 0x3b } as const;
const graphicControl = 0xf9;

/**
 * Cuts out the first frame and makes it opaque, so that a decoder gives each pixel the colour of its palette entry:
 * what Pillow's `convert("RGB")` gives, where other decoders turn transparent pixels black. As in Pillow too, the canvas
 * outside the frame has the transparent colour, or else the first one; a palette that is too short goes on in black;
 * no palette means greys. Format: the GIF89a specification.
 * @throws RejectedImageError when the file ends before the first frame does.
 */
export function firstGifFrame(file: Uint8Array): FirstGifFrame {
  const bytes = new GifBytes(file);
  bytes.position = 6;
  const screen = { width: bytes.uint16(), height: bytes.uint16() };
  const flags = bytes.uint8();
  bytes.skip(2);
  let palette = bytes.palette(flags) ?? greys();
  let transparent = 0;

  for (;;) {
    const block = bytes.uint8();
    if (block === blocks.extension) {
      if (bytes.uint8() === graphicControl) transparent = bytes.transparentIndex() ?? transparent;
      bytes.skipSubBlocks();
    } else if (block === blocks.image) break;
    else if (block === blocks.trailer) throw new RejectedImageError("GIF without a picture");
    else throw new RejectedImageError("damaged GIF");
  }

  const left = bytes.uint16();
  const top = bytes.uint16();
  const frame = { left, top, width: bytes.uint16(), height: bytes.uint16() };
  if (frame.width === 0 || frame.height === 0) throw new RejectedImageError("GIF without a picture");
  const imageFlags = bytes.uint8();
  palette = bytes.palette(imageFlags) ?? palette;
  const start = bytes.position;
  bytes.skip(1);
  bytes.skipSubBlocks();
  const data = file.subarray(start, bytes.position);
  return {
    width: Math.max(screen.width, frame.left + frame.width),
    height: Math.max(screen.height, frame.top + frame.height),
    frame,
    data,
    background: [palette[transparent * 3]!, palette[transparent * 3 + 1]!, palette[transparent * 3 + 2]!],
    file: opaqueGif(frame, palette, imageFlags & 0x40, data),
  };
}

/** `interlace`: the frame's own flag, 0x40 or 0. `data`: code size and sub-blocks with their end. */
function opaqueGif(
  size: { width: number; height: number },
  palette: Uint8Array,
  interlace: number,
  data: Uint8Array,
): Uint8Array {
  const { width, height } = size;
  const dimensions = [width & 255, width >> 8, height & 255, height >> 8];
  return Buffer.concat([
    Buffer.from("GIF89a"),
    Uint8Array.of(...dimensions, 0xf7, 0, 0),
    palette,
    Uint8Array.of(blocks.image, 0, 0, 0, 0, ...dimensions, interlace),
    data,
    Uint8Array.of(blocks.trailer),
  ]);
}

/** 256 colours, from black to white. */
function greys(): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, index) => Math.trunc(index / 3));
}

class GifBytes {
  position = 0;
  readonly #file: Uint8Array;

  constructor(file: Uint8Array) {
    this.#file = file;
  }

  uint8(): number {
    const byte = this.#file[this.position++];
    if (byte === undefined) throw new RejectedImageError("truncated GIF");
    return byte;
  }

  uint16(): number {
    return this.uint8() | (this.uint8() << 8);
  }

  skip(bytes: number): void {
    this.position += bytes;
    if (this.position > this.#file.length) throw new RejectedImageError("truncated GIF");
  }

  skipSubBlocks(): void {
    for (let size = this.uint8(); size > 0; size = this.uint8()) this.skip(size);
  }

  /** The palette that `flags` announce, if any, filled up to 256 colours with black. */
  palette(flags: number): Uint8Array | undefined {
    if ((flags & 0x80) === 0) return undefined;
    const start = this.position;
    this.skip(3 * 2 ** ((flags & 7) + 1));
    const palette = new Uint8Array(768);
    palette.set(this.#file.subarray(start, this.position));
    return palette;
  }

  /** Looks into a graphic control extension without moving on. */
  transparentIndex(): number | undefined {
    const flags = this.#file[this.position + 1] ?? 0;
    return (flags & 1) === 1 ? this.#file[this.position + 4] : undefined;
  }
}

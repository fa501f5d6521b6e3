import type { HostileFile } from "./hostileFile.ts";
import { samplePicture } from "./samplePicture.ts";

const truncated = /^truncated GIF$/;
const damaged = /^damaged GIF$/;
const tooLarge = /pixels, over the limit of/;

interface GifFrame {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  readonly data?: readonly number[];
}

/** Code size 2, then: clear, four pixels of colour 1, end. */
const fourPixels = [2, 3, 0x4c, 0x12, 0x05, 0];

/** GIF files that are odd, cut, damaged or lie. */
export async function hostileGifs(): Promise<HostileFile[]> {
  const plain = await samplePicture().gif().toBuffer();
  const tiny = gif(2, 2, [{}]);
  const files: [string, Uint8Array, "decodes" | RegExp][] = [
    ["gif-plain.gif", plain, "decodes"],
    ["gif-called-tif.tif", tiny, "decodes"],
    ["gif-animated.gif", await samplePicture(3, 5).gif().toBuffer(), "decodes"],
    ["gif-transparent.gif", await samplePicture(4).gif().toBuffer(), "decodes"],
    ["gif-without-palette.gif", gif(2, 2, [{}], false), "decodes"],
    ["gif-frame-inside-screen.gif", gif(9, 7, [{ left: 3, top: 2 }]), "decodes"],
    ["gif-frame-past-the-screen.gif", gif(2, 2, [{ left: 1, top: 1 }]), "decodes"],
    ["gif-screen-of-0-pixels.gif", gif(0, 0, [{}]), "decodes"],
    ["gif-second-frame-cut.gif", gif(2, 2, [{}, {}]).subarray(0, -6), "decodes"],
    ["gif-without-trailer.gif", tiny.subarray(0, -1), "decodes"],
    ["gif-then-garbage.gif", Buffer.concat([plain, Buffer.alloc(999, 0x5a)]), "decodes"],
    ["gif-header-only.gif", plain.subarray(0, 6), truncated],
    ["gif-cut-in-palette.gif", plain.subarray(0, 40), truncated],
    ["gif-cut-halfway.gif", plain.subarray(0, Math.trunc(plain.length / 2)), truncated],
    ["gif-fewer-pixels-than-said.gif", gif(200, 200, [{ width: 200, height: 200 }]), truncated],
    ["gif-without-a-picture.gif", gif(2, 2, []), /^GIF without a picture$/],
    ["gif-frame-of-0-pixels.gif", gif(2, 2, [{ width: 0, height: 0 }]), /^GIF without a picture$/],
    ["gif-unknown-block.gif", Buffer.concat([gif(2, 2, []).subarray(0, -1), Buffer.from([0x42])]), damaged],
    ["gif-code-size-impossible.gif", gif(2, 2, [{ data: [13, 3, 0x4c, 0x12, 0x05, 0] }]), truncated],
    ["gif-codes-from-nowhere.gif", gif(2, 2, [{ data: [2, 3, 0xff, 0xff, 0xff, 0] }]), truncated],
    ["gif-bomb-65535x65535.gif", gif(65_535, 65_535, [{}]), tooLarge],
    ["gif-bomb-by-frame.gif", gif(2, 2, [{ left: 65_000, top: 65_000 }]), tooLarge],
  ];
  return files.map(([name, bytes, expectation]) => ({ name, bytes, expectation }));
}

function gif(width: number, height: number, frames: readonly GifFrame[], palette = true): Buffer {
  const bytes: number[] = [...Buffer.from("GIF89a"), ...uint16(width), ...uint16(height), palette ? 0x81 : 0, 0, 0];
  if (palette) bytes.push(10, 20, 30, 200, 100, 50, 0, 255, 0, 9, 9, 9);
  for (const { left = 0, top = 0, width = 2, height = 2, data = fourPixels } of frames)
    bytes.push(0x2c, ...uint16(left), ...uint16(top), ...uint16(width), ...uint16(height), 0, ...data);
  return Buffer.from([...bytes, 0x3b]);
}

const uint16 = (value: number): number[] => [value & 255, value >> 8];

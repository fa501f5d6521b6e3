import { deflateSync } from "node:zlib";
import type { HostileFile } from "./hostileFile.ts";
import { tiffFile } from "./tiffFile.ts";

const wrong = /^damaged or truncated TIFF$/;
const tooLarge = /pixels, over the limit of/;
const pixels = Buffer.from(Array.from({ length: 100 }, (_, index) => index * 2));

/** TIFF files that are odd, cut, damaged or lie. */
export function hostileTiffs(): HostileFile[] {
  const plain = tiffFile(10, 10, pixels);
  const megabytes = deflateSync(Buffer.alloc(100 << 20), { level: 1 });
  const files: [string, Uint8Array, "decodes" | RegExp][] = [
    ["tiff-plain.tif", plain, "decodes"],
    ["tiff-called-gif.gif", plain, "decodes"],
    ["tiff-white-is-zero.tif", tiffFile(10, 10, pixels, { photometric: 0 }), "decodes"],
    ["tiff-turned.tif", tiffFile(10, 10, pixels, { orientation: 6 }), "decodes"],
    ["tiff-orientation-unknown.tif", tiffFile(10, 10, pixels, { orientation: 99 }), wrong],
    ["tiff-16-bit.tif", tiffFile(5, 10, pixels, { bitsPerSample: 16 }), "decodes"],
    ["tiff-more-data-than-pixels.tif", tiffFile(10, 10, Buffer.alloc(9999)), "decodes"],
    ["tiff-cyclic-directory.tif", tiffFile(10, 10, pixels, {}, "itself"), "decodes"],
    ["tiff-next-directory-outside.tif", tiffFile(10, 10, pixels, {}, 0x7fff_fff0), wrong],
    ["tiff-float.tif", tiffFile(5, 5, pixels, { bitsPerSample: 32, sampleFormat: 3 }), /^TIFF with float samples/],
    ["tiff-signed.tif", tiffFile(10, 10, pixels, { sampleFormat: 2 }), /^TIFF with char samples/],
    ["tiff-header-only.tif", plain.subarray(0, 8), wrong],
    ["tiff-cut-in-directory.tif", plain.subarray(0, 120), wrong],
    ["tiff-directory-outside.tif", outside(plain), wrong],
    ["tiff-strip-outside.tif", tiffFile(10, 10, pixels, { stripOffsets: 0x7fff_fff0 }), wrong],
    ["tiff-strip-too-short.tif", tiffFile(10, 10, pixels, { stripByteCounts: 5 }), "decodes"],
    ["tiff-taller-than-its-data.tif", tiffFile(10, 5000, pixels), wrong],
    ["tiff-four-thousand-million-strips.tif", strips(plain, 0xffff_ffff), wrong],
    ["tiff-many-strips.tif", strips(plain, 0x0fff_ffff), wrong],
    ["tiff-without-size.tif", tiffFile(10, 10, pixels, { width: null, height: null }), wrong],
    ["tiff-without-strips.tif", tiffFile(10, 10, pixels, { stripOffsets: null, stripByteCounts: null }), wrong],
    ["tiff-0-pixels-wide.tif", tiffFile(0, 10, pixels), wrong],
    ["tiff-compression-unknown.tif", tiffFile(10, 10, pixels, { compression: 4242 }), wrong],
    ["tiff-lzw-garbage.tif", tiffFile(10, 10, Buffer.alloc(100, 0xff), { compression: 5 }), wrong],
    ["tiff-deflate-bomb.tif", tiffFile(10, 10, megabytes, { compression: 8 }), "decodes"],
    ["tiff-65536-samples.tif", tiffFile(10, 10, pixels, { samplesPerPixel: 65_535 }), wrong],
    ["tiff-absurd-size.tif", tiffFile(60_000, 60_000, pixels), tooLarge],
    ["tiff-tall-bomb.tif", tiffFile(10, 90_000_000, pixels), tooLarge],
  ];
  return files.map(([name, bytes, expectation]) => ({ name, bytes, expectation }));
}

function outside(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt32LE(0x7fff_fff0, 4);
  return copy;
}

/** Claims that many strips, a row each. */
function strips(file: Buffer, count: number): Buffer {
  const copy = Buffer.from(file);
  const directory = copy.readUInt32LE(4);
  for (let entry = 0; entry < copy.readUInt16LE(directory); entry++) {
    const at = directory + 2 + entry * 12;
    const tag = copy.readUInt16LE(at);
    if (tag === 273 || tag === 279) copy.writeUInt32LE(count, at + 4);
    if (tag === 278) copy.writeUInt32LE(1, at + 8);
  }
  return copy;
}

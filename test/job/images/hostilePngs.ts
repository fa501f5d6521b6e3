import { deflateSync } from "node:zlib";
import type { HostileFile } from "./hostileFile.ts";
import { pngChunk, pngFile, pngHeader, pngOf } from "./pngFile.ts";
import { samplePicture } from "./samplePicture.ts";

const truncated = /^truncated PNG$/;
const damaged = /^damaged PNG$/;
const tooLarge = /pixels, over the limit of/;
const end = pngChunk("IEND", Buffer.alloc(0));

/** PNG files that are odd, cut, damaged or lie. */
export async function hostilePngs(): Promise<HostileFile[]> {
  const plain = await samplePicture().png().toBuffer();
  const tenRows = rows(10, 30);
  const data = pngChunk("IDAT", deflateSync(tenRows));
  const ten = pngHeader({ width: 10, height: 10 });
  const megabytes = deflateSync(Buffer.alloc(100 << 20), { level: 1 });

  const files: [string, Uint8Array, "decodes" | RegExp][] = [
    ["png-called-jpg.jpg", plain, "decodes"],
    ["png-interlaced.png", await samplePicture().png({ progressive: true }).toBuffer(), "decodes"],
    ["png-alpha.png", await samplePicture(4).png().toBuffer(), "decodes"],
    ["png-grey-alpha.png", await samplePicture(2).png().toBuffer(), "decodes"],
    ["png-palette.png", await samplePicture().png({ palette: true }).toBuffer(), "decodes"],
    ["png-1-bit.png", pngFile({ width: 10, height: 10, bits: 1, colour: 0 }, rows(10, 2)), "decodes"],
    ["png-16-bit-grey.png", pngFile({ width: 10, height: 10, bits: 16, colour: 0 }, rows(10, 20)), "decodes"],
    ["png-16-bit-rgb.png", pngFile({ width: 10, height: 10, bits: 16, colour: 2 }, rows(10, 60)), "decodes"],
    ["png-1x1.png", pngFile({ width: 1, height: 1 }, rows(1, 3)), "decodes"],
    ["png-1x5000.png", pngFile({ width: 1, height: 5000 }, rows(5000, 3)), "decodes"],
    [
      "png-profile-broken.png",
      pngFile({ width: 10, height: 10 }, tenRows, [pngChunk("iCCP", Buffer.from("x\0\0junk"))]),
      "decodes",
    ],
    [
      "png-profile-bomb.png",
      pngFile({ width: 10, height: 10 }, tenRows, [pngChunk("iCCP", Buffer.concat([Buffer.from("x\0\0"), megabytes]))]),
      "decodes",
    ],
    [
      "png-text-bomb.png",
      pngFile({ width: 10, height: 10 }, tenRows, [pngChunk("zTXt", Buffer.concat([Buffer.from("x\0\0"), megabytes]))]),
      "decodes",
    ],
    ["png-then-garbage.png", Buffer.concat([plain, Buffer.alloc(999, 0x5a)]), "decodes"],
    ["png-more-data-than-pixels.png", pngFile({ width: 10, height: 10 }, rows(500, 30)), "decodes"],
    ["png-signature-only.png", plain.subarray(0, 8), truncated],
    ["png-cut-after-header.png", plain.subarray(0, 33), truncated],
    ["png-cut-halfway.png", plain.subarray(0, Math.trunc(plain.length / 2)), truncated],
    ["png-cut-late.png", plain.subarray(0, -30), truncated],
    ["png-without-end.png", pngOf([ten, data]), "decodes"],
    ["png-taller-than-its-data.png", pngFile({ width: 10, height: 5000 }, tenRows), damaged],
    ["png-wider-than-its-data.png", pngFile({ width: 9000, height: 9000 }, tenRows), damaged],
    ["png-without-data.png", pngOf([ten, end]), damaged],
    ["png-without-header.png", pngOf([data, end]), damaged],
    ["png-data-checksum-wrong.png", pngOf([ten, pngChunk("IDAT", deflateSync(tenRows), 1), end]), damaged],
    ["png-header-checksum-wrong.png", pngOf([patchedChecksum(ten), data, end]), damaged],
    ["png-data-not-deflate.png", pngOf([ten, pngChunk("IDAT", Buffer.from("not a zlib stream at all")), end]), damaged],
    ["png-unknown-filter.png", pngFile({ width: 10, height: 10 }, Buffer.alloc(310, 99)), damaged],
    ["png-unknown-critical-chunk.png", pngOf([ten, pngChunk("EVIL", Buffer.alloc(4)), data, end]), damaged],
    ["png-palette-missing.png", pngFile({ width: 10, height: 10, colour: 3 }, rows(10, 10)), damaged],
    ["png-colour-type-unknown.png", pngFile({ width: 10, height: 10, colour: 5 }, tenRows), damaged],
    ["png-7-bits.png", pngFile({ width: 10, height: 10, bits: 7 }, tenRows), damaged],
    ["png-0-pixels-wide.png", pngFile({ width: 0, height: 10 }, tenRows), damaged],
    [
      "png-chunk-longer-than-file.png",
      Buffer.concat([pngOf([ten]), Buffer.from([0x7f, 0xff, 0xff, 0xff]), Buffer.from("IDAT")]),
      truncated,
    ],
    [
      "png-bomb-30000x30000.png",
      pngFile({ width: 30_000, height: 30_000, bits: 1, colour: 0 }, rows(30_000, 3750)),
      tooLarge,
    ],
    ["png-2147483647-pixels-wide.png", pngFile({ width: 2 ** 31 - 1, height: 2 ** 31 - 1 }, tenRows), damaged],
  ];
  return files.map(([name, bytes, expectation]) => ({ name, bytes, expectation }));
}

/** Unfiltered rows of zeros. */
function rows(count: number, bytes: number): Buffer {
  return Buffer.alloc(count * (bytes + 1));
}

function patchedChecksum(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy.writeUInt32BE(0, copy.length - 4);
  return copy;
}

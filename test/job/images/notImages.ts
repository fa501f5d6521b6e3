import { gzipSync } from "node:zlib";
import type { HostileFile } from "./hostileFile.ts";
import { samplePicture } from "./samplePicture.ts";

const notOurs = /^not a JPEG, PNG, WebP, TIFF or GIF image$/;
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>';

/** Files that are something else, whatever their name says. */
export async function notImages(): Promise<HostileFile[]> {
  const jpeg = await samplePicture().jpeg().toBuffer();
  const files: [string, Uint8Array, RegExp?][] = [
    ["empty.jpg", Buffer.alloc(0), /^empty file$/],
    ["one-byte.png", Buffer.from([0xff])],
    ["text.jpg", Buffer.from("a note that someone renamed\n")],
    ["html.png", Buffer.from("<!doctype html><title>404</title><p>not found")],
    ["pdf.jpg", Buffer.from("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")],
    ["svg.png", Buffer.from(svg)],
    ["svg-gzipped.png", gzipSync(svg)],
    ["svg-after-bom.gif", Buffer.from(`\ufeff<?xml version="1.0"?>${svg}`)],
    [
      "png-signature-then-svg.png",
      Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from(svg)]),
      /PNG/,
    ],
    ["riff-but-avi.webp", Buffer.from("RIFF\x24\x00\x00\x00AVI LIST")],
    ["bitmap.jpg", bitmap()],
    ["video.jpg", isoMedia("isom", "mp42")],
    ["avif.jpg", isoMedia("avif", "mif1")],
    ["heic.jpg", isoMedia("heic", "mif1")],
    ["jpeg-2000.jpg", Buffer.from("\0\0\0\x0cjP  \r\n\x87\n", "latin1")],
    ["jpeg-xl.jpg", Buffer.from([0xff, 0x0a, 0xfa, 0x1f, 0x41, 0x91, 0x08, 0x06])],
    ["jpeg-gzipped.jpg", gzipSync(jpeg)],
    ["jpeg-after-a-space.jpg", Buffer.concat([Buffer.from(" "), jpeg])],
    ["zip.jpg", zip("photo.jpg", jpeg)],
    ["nested-zip.jpg", zip("inner.zip", zip("photo.jpg", jpeg))],
    ["random.jpg", randomBytes(4096)],
    ["zeros.png", Buffer.alloc(4096)],
    ["ones.tif", Buffer.alloc(4096, 0xff)],
    ["postscript.tif", Buffer.from("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n")],
  ];
  return files.map(([name, bytes, expectation = notOurs]) => ({ name, bytes, expectation }));
}

function isoMedia(brand: string, other: string): Buffer {
  return Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from(`ftyp${brand}\0\0\0\0${other}${brand}`),
    Buffer.alloc(64),
  ]);
}

/** A 1 × 1 Windows bitmap. */
function bitmap(): Buffer {
  const file = Buffer.alloc(58);
  file.write("BM", 0);
  for (const [at, value] of [
    [2, 58],
    [10, 54],
    [14, 40],
    [18, 1],
    [22, 1],
    [26, 0x18_00_01],
  ] as const)
    file.writeUInt32LE(value, at);
  return file;
}

/** The start of a ZIP archive with one stored file. */
function zip(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.write("PK\x03\x04\x14", 0, "latin1");
  head.writeUInt32LE(content.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), content]);
}

function randomBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 7;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

import sharp from "sharp";
import type { HostileFile } from "./hostileFile.ts";
import { frameHeaderAt, patched, segmentAt, withoutSegment, withSegment } from "./jpegFile.ts";
import { samplePicture, samplePixels } from "./samplePicture.ts";

const truncated = /^truncated JPEG$/;
const damaged = /^damaged JPEG$/;
const tooLarge = /pixels, over the limit of/;
const app1 = 0xe1;
const app2 = 0xe2;
const adobe = 0xee;
const startOfScan = 0xda;

/** A 16 × 8 grey ramp, arithmetic coded: `cjpeg -arithmetic -grayscale` of libjpeg-turbo made it. */
const arithmetic =
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/" +
  "yQALCAAIABABAREA/8wABgAQEAX/2gAIAQEAAD8A/wCy8TNI9Exf/9k=";

/** JPEG files that are odd, cut, damaged or lie. */
export async function hostileJpegs(): Promise<HostileFile[]> {
  const plain = await samplePicture().jpeg().toBuffer();
  const progressive = await samplePicture().jpeg({ progressive: true }).toBuffer();
  const cmyk = await cmykJpeg();
  const frame = frameHeaderAt(plain);
  const scan = segmentAt(plain, startOfScan);
  const end = Buffer.from([0xff, 0xd9]);
  const middle = Math.trunc((scan + plain.length) / 2);

  const files: [string, Uint8Array, "decodes" | RegExp][] = [
    ["jpeg-called-png.png", plain, "decodes"],
    ["jpeg-progressive.jpg", progressive, "decodes"],
    ["jpeg-grey.jpg", await samplePicture(1).jpeg().toBuffer(), "decodes"],
    ["jpeg-full-colour.jpg", await samplePicture().jpeg({ chromaSubsampling: "4:4:4" }).toBuffer(), "decodes"],
    ["jpeg-arithmetic.jpg", Buffer.from(arithmetic, "base64"), "decodes"],
    ["jpeg-cmyk.jpg", cmyk, "decodes"],
    ["jpeg-ycck.jpg", patched(cmyk, segmentAt(cmyk, adobe) + 15, 2), "decodes"],
    ["jpeg-cmyk-without-adobe.jpg", withoutSegment(cmyk, adobe), "decodes"],
    ["jpeg-1x1.jpg", await flat(1, 1), "decodes"],
    ["jpeg-1x5000.jpg", await flat(1, 5000), "decodes"],
    ["jpeg-5000x1.jpg", await flat(5000, 1), "decodes"],
    ["jpeg-exif-turned.jpg", await samplePicture().withMetadata({ orientation: 6 }).jpeg().toBuffer(), "decodes"],
    [
      "jpeg-exif-garbage.jpg",
      withSegment(plain, app1, Buffer.from("Exif\0\0II*\0\xff\xff\xff\xffgarbage", "latin1")),
      "decodes",
    ],
    [
      "jpeg-exif-cyclic.jpg",
      withSegment(plain, app1, Buffer.from("Exif\0\0II*\0\x08\0\0\0\0\0\x08\0\0\0", "latin1")),
      "decodes",
    ],
    [
      "jpeg-profile-broken.jpg",
      withSegment(plain, app2, Buffer.from("ICC_PROFILE\0\x01\x01not a profile", "latin1")),
      "decodes",
    ],
    [
      "jpeg-profile-part-missing.jpg",
      withSegment(plain, app2, Buffer.from("ICC_PROFILE\0\x02\x09half", "latin1")),
      "decodes",
    ],
    ["jpeg-comment.jpg", withSegment(plain, 0xfe, Buffer.from("<script>alert(1)</script>")), "decodes"],
    ["jpeg-then-garbage.jpg", Buffer.concat([plain, Buffer.alloc(999, 0x5a)]), "decodes"],
    ["jpeg-then-zip.jpg", Buffer.concat([plain, Buffer.from("PK\x03\x04")]), "decodes"],
    ["jpeg-padding-before-end.jpg", Buffer.concat([plain.subarray(0, -2), Buffer.alloc(7), end]), "decodes"],
    [
      "jpeg-padding-between-segments.jpg",
      Buffer.concat([plain.subarray(0, scan), Buffer.alloc(7), plain.subarray(scan)]),
      "decodes",
    ],
    ["jpeg-start-only.jpg", plain.subarray(0, 3), truncated],
    ["jpeg-cut-in-header.jpg", plain.subarray(0, frame + 6), truncated],
    ["jpeg-cut-before-scan.jpg", plain.subarray(0, scan), truncated],
    ["jpeg-cut-early.jpg", plain.subarray(0, scan + 40), truncated],
    ["jpeg-cut-halfway.jpg", plain.subarray(0, middle), truncated],
    ["jpeg-cut-late.jpg", plain.subarray(0, -20), truncated],
    ["jpeg-without-end.jpg", plain.subarray(0, -2), truncated],
    ["jpeg-progressive-cut.jpg", progressive.subarray(0, Math.trunc(progressive.length * 0.6)), truncated],
    ["jpeg-cut-then-end.jpg", Buffer.concat([plain.subarray(0, middle), end]), damaged],
    [
      "jpeg-zeroed-middle.jpg",
      Buffer.concat([plain.subarray(0, middle), Buffer.alloc(plain.length - middle - 2), end]),
      damaged,
    ],
    ["jpeg-without-tables.jpg", withoutSegment(plain, 0xdb), damaged],
    ["jpeg-end-at-once.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xd9]), damaged],
    ["jpeg-segment-of-length-0.jpg", patched(plain, 4, 0, 0), damaged],
    ["jpeg-two-frame-headers.jpg", Buffer.concat([plain.subarray(0, scan), plain.subarray(frame)]), damaged],
    ["jpeg-lossless-marker.jpg", patched(plain, frame + 1, 0xc3), damaged],
    ["jpeg-12-bits.jpg", patched(plain, frame + 4, 12), damaged],
    ["jpeg-0-pixels-wide.jpg", patched(plain, frame + 7, 0, 0), damaged],
    ["jpeg-0-pixels-high.jpg", patched(plain, frame + 5, 0, 0), damaged],
    ["jpeg-taller-than-its-data.jpg", patched(plain, frame + 5, 0x20, 0), damaged],
    ["jpeg-absurd-size.jpg", patched(plain, frame + 5, 0xff, 0xdc, 0xff, 0xdc), tooLarge],
    ["jpeg-ten-thousand-scans.jpg", manyScans(progressive, 10_000), damaged],
  ];
  return files.map(([name, bytes, expectation]) => ({ name, bytes, expectation }));
}

async function cmykJpeg(): Promise<Buffer> {
  const raw = { width: 48, height: 32, channels: 4 } as const;
  return sharp(samplePixels(4), { raw }).removeAlpha().toColourspace("cmyk").jpeg().toBuffer();
}

async function flat(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#4a7" } })
    .jpeg()
    .toBuffer();
}

/** Repeats the last scan of a progressive file: each costs a decoder a pass over the whole picture. */
function manyScans(progressive: Buffer, scans: number): Buffer {
  const lastScan = progressive.lastIndexOf(Buffer.from([0xff, startOfScan]));
  const scan = progressive.subarray(lastScan, -2);
  return Buffer.concat([
    progressive.subarray(0, -2),
    ...Array.from({ length: scans }, () => scan),
    progressive.subarray(-2),
  ]);
}

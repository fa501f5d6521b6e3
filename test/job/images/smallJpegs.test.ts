import { assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRgb } from "../../../job/images/decodeRgb.ts";
import { decoder } from "../../../job/images/decoder.ts";
import { jpegFrame } from "../../../job/images/jpegFrame.ts";
import { smallJpegDecoder } from "../../../job/images/smallJpegDecoder.ts";
import { samplePicture } from "./samplePicture.ts";

const options = { maxPixels: 1e8, exifOrientation: false };

const anyJpeg = record({
  width: integer({ min: 1, max: 90 }),
  height: integer({ min: 1, max: 90 }),
  quality: integer({ min: 1, max: 100 }),
  progressive: constantFrom(true, false),
  chromaSubsampling: constantFrom("4:4:4", "4:2:0"),
  grey: constantFrom(true, false),
});

async function write(wanted: { width: number; height: number; grey: boolean; quality: number }): Promise<Buffer> {
  const { width, height, grey, ...encoding } = wanted;
  const picture = samplePicture().resize(width, height, { fit: "fill" });
  return (grey ? picture.toColourspace("b-w") : picture).jpeg(encoding).toBuffer();
}

describe("the decoder of small JPEGs", () => {
  it("gives the bytes libvips gives, so that a picture's features do not hang on its size", async () => {
    const small = await smallJpegDecoder();
    await assert(
      asyncProperty(anyJpeg, async (wanted) => {
        const file = await write(wanted);
        const { data, info } = await decoder(file)
          .toColourspace(wanted.grey ? "b-w" : "srgb")
          .raw()
          .toBuffer({ resolveWithObject: true });
        const channels = wanted.grey ? 1 : 3;
        expect(info.channels).toBe(channels);
        const ours = small.decode(file, channels, wanted.width * wanted.height);
        expect(Buffer.compare(ours ?? Buffer.alloc(0), data)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("takes nothing that libjpeg warns of, and goes on after it", async () => {
    const small = await smallJpegDecoder();
    const file = await write({ width: 64, height: 48, grey: false, quality: 90 });
    const whole = small.decode(file, 3, 64 * 48);
    expect(small.decode(file.subarray(0, file.length - 200), 3, 64 * 48)).toBeUndefined();
    expect(small.decode(Buffer.from(file).fill(0xff, 700, 720), 3, 64 * 48)).toBeUndefined();
    expect(small.decode(file, 3, 64 * 48)).toEqual(whole);
  });

  it("leaves a picture to be turned to libvips", async () => {
    const file = await samplePicture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(jpegFrame(file)).toMatchObject({ width: 48, height: 32, components: 3, exif: true });
    expect(await decodeRgb(file, options)).toMatchObject({ width: 48, height: 32 });
    expect(await decodeRgb(file, { ...options, exifOrientation: true })).toMatchObject({ width: 32, height: 48 });
  });
});

describe("jpegFrame", () => {
  it.each([
    ["arithmetic coding", 0xc9],
    ["lossless coding", 0xc3],
  ])("finds nothing plain in %s", async (_, kind) => {
    const file = await samplePicture().jpeg().toBuffer();
    file[file.indexOf(Buffer.from([0xff, 0xc0])) + 1] = kind;
    expect(jpegFrame(file)).toBeUndefined();
  });

  it("finds nothing in a header that is cut", async () => {
    const file = await samplePicture().jpeg().toBuffer();
    const scan = file.indexOf(Buffer.from([0xff, 0xda]));
    for (let bytes = 0; bytes < scan; bytes++) expect(jpegFrame(file.subarray(0, bytes))).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { RejectedImageError } from "../../../job/contract/errors.ts";
import { decodeRgb } from "../../../job/images/decodeRgb.ts";
import { decodedByPillow } from "./goldenImages.ts";
import { samplePicture } from "./samplePicture.ts";

const options = { maxPixels: 100_000_000, exifOrientation: false };

describe("decodeRgb gives the features that Pillow's pixels would", () => {
  it.each(decodedByPillow)(
    "$name ($mode), turned by EXIF: $turned",
    async ({ file, turned, width, height, pixels }) => {
      const image = await decodeRgb(file, { ...options, exifOrientation: turned });
      expect([image.width, image.height]).toEqual([width, height]);
      expect(image.data).toEqual(pixels);
    },
  );

  it("gives bytes of its own, of the length its size says", async () => {
    const file = await samplePicture().jpeg().toBuffer();
    const [one, other] = await Promise.all([decodeRgb(file, options), decodeRgb(file, options)]);
    expect(one.data).toHaveLength(one.width * one.height * 3);
    expect(one.data.buffer).not.toBe(other.data.buffer);
  });
});

async function reasonFor(file: Uint8Array, maxPixels = options.maxPixels): Promise<unknown> {
  return decodeRgb(file, { ...options, maxPixels }).catch((error: unknown) => error);
}

describe("decodeRgb says why a file is no picture", () => {
  it("for an empty file", async () => {
    expect(await reasonFor(new Uint8Array())).toEqual(new RejectedImageError("empty file"));
  });

  it("for something else", async () => {
    const expected = new RejectedImageError("not a JPEG, PNG, WebP, TIFF or GIF image");
    expect(await reasonFor(Buffer.from("%PDF-1.7"))).toEqual(expected);
  });

  // The end marks of PNG and GIF say nothing of the picture: without them it is still whole, for Pillow too.
  it.each(["jpeg", "png", "gif"] as const)("for a truncated %s, however little is missing", async (format) => {
    const file = await samplePicture().toFormat(format).toBuffer();
    const ending = { jpeg: 0, png: 12, gif: 1 }[format];
    const whole = file.length - ending;
    for (const left of [20, whole >> 1, whole - 100, whole - 14, whole - 1]) {
      const reason = await reasonFor(file.subarray(0, left));
      expect(reason, `${left} of ${whole} bytes`).toEqual(new RejectedImageError(`truncated ${format.toUpperCase()}`));
    }
  });

  it("for more pixels than allowed, and takes exactly as many as allowed", async () => {
    const file = await samplePicture().png().toBuffer();
    const expected = new RejectedImageError("48 × 32 pixels, over the limit of 1,535 (--max-pixels)");
    expect(await reasonFor(file, 1535)).toEqual(expected);
    expect(await decodeRgb(file, { ...options, maxPixels: 1536 })).toMatchObject({ width: 48, height: 32 });
  });
});

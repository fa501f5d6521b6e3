import { array, assert, asyncProperty, nat, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { RejectedImageError } from "../../../job/contract/errors.ts";
import { decodeRgb } from "../../../job/images/decodeRgb.ts";
import { hostileCorpus } from "./hostileCorpus.ts";
import { samplePicture } from "./samplePicture.ts";

const corpus = await hostileCorpus();
const options = { maxPixels: 100_000_000, exifOrientation: false };

/** `decodes`, or the reason of the rejection. Anything else that is thrown fails the test. */
async function outcome(file: Uint8Array): Promise<string> {
  try {
    const { width, height, data } = await decodeRgb(file, options);
    return data.length === width * height * 3 ? "decodes" : "decodes to pixels that are not all there";
  } catch (error) {
    if (error instanceof RejectedImageError) return error.message;
    throw error;
  }
}

describe("a run survives", () => {
  it.each(corpus)("$name", async ({ bytes, expectation }) => {
    expect(await outcome(bytes)).toMatch(expectation === "decodes" ? /^decodes$/ : expectation);
  });

  it("all of them in little memory, though bombs among them unpack to gigabytes", () => {
    const peakMegabytes = process.resourceUsage().maxRSS / 1024;
    expect(corpus.length).toBeGreaterThanOrEqual(150);
    expect(peakMegabytes).toBeLessThan(800);
  });

  it("all at once, with the same reasons every time: they are part of the results", async () => {
    const small = corpus.filter(({ bytes }) => bytes.length < 10_000);
    const once = await Promise.all(small.map(({ bytes }) => outcome(bytes)));
    for (let round = 0; round < 3; round++)
      expect(await Promise.all(small.map(({ bytes }) => outcome(bytes)))).toEqual(once);
  });

  it.each(["jpeg", "png", "webp", "tiff", "gif"] as const)("any damage to a %s", async (format) => {
    const whole = await samplePicture().toFormat(format).toBuffer();
    const damage = array(tuple(nat(whole.length - 1), nat(255)), { minLength: 1, maxLength: 8 });
    await assert(
      asyncProperty(damage, nat(whole.length), async (changes, length) => {
        const file = Buffer.from(whole);
        for (const [at, byte] of changes) file[at] = byte;
        const damaged = length % 2 === 0 ? file : file.subarray(0, length);
        expect(await outcome(damaged)).toMatch(
          /^(decodes|[^\n]*(JPEG|PNG|WebP|TIFF|GIF|--max-pixels)[^\n]*|empty file)$/,
        );
      }),
      { numRuns: 150, seed: 3 },
    );
  });
});

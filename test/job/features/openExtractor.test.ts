import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FeatureExtractor } from "../../../job/features/extractor.ts";
import { openExtractor } from "../../../job/features/openExtractor.ts";
import { noisePictures } from "../../../tools/golden/noisePictures.ts";
import { seededModel } from "../../../tools/golden/seededModel.ts";

describe("mobilenet-v2 with seeded weights", () => {
  const pictures = noisePictures(5, 224);
  let extractor: FeatureExtractor;
  beforeAll(async () => {
    // Posted to a worker thread, a model goes through structuredClone.
    extractor = await openExtractor(structuredClone(await seededModel({ extractor: "mobilenet-v2" })));
  });
  afterAll(() => extractor.release());

  test("gives 1280 features a picture that differ from picture to picture", async () => {
    const features = await extractor.extract(pictures);
    expect(features.length).toBe(5 * 1280);
    expect(features.every((value) => value >= 0 && value <= 6)).toBe(true);
    expect(new Set(features).size).toBeGreaterThan(3000);
  });

  test("a picture's features do not depend on the pictures beside it, to the bit", async () => {
    const together = await extractor.extract(pictures);
    const alone = await extractor.extract(pictures.slice(3, 4));
    const otherwise = await extractor.extract([...pictures.slice(3), ...pictures.slice(0, 2)]);
    expect(alone).toEqual(together.slice(3 * 1280, 4 * 1280));
    expect(otherwise.slice(0, 1280)).toEqual(alone);
  });

  test("what was returned stays as it is after the next call", async () => {
    const first = await extractor.extract(pictures.slice(0, 1));
    const kept = first.slice();
    await extractor.extract(pictures.slice(1, 2));
    expect(first).toEqual(kept);
  });

  test("no pictures give no features", async () => {
    expect(await extractor.extract([])).toHaveLength(0);
  });

  test("a picture of another size is refused rather than read past its end", async () => {
    await expect(extractor.extract(noisePictures(1, 223))).rejects.toThrow("223 × 223 where 224 × 224");
  });
});

test("pixels are the picture, row by row, red green blue", async () => {
  const pictures = noisePictures(2, 20);
  const extractor = await openExtractor(await seededModel({ extractor: "pixels" }));
  expect(extractor.dimension).toBe(1200);
  expect(await extractor.extract(pictures)).toEqual(
    Float32Array.from(pictures.flatMap(({ data }) => Array.from(data))),
  );
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { featureCases } from "../../../tools/golden/featureCases.ts";
import { modelPicture } from "../../../job/engines/modelPicture.ts";
import { decodeRgb } from "../../../job/images/decodeRgb.ts";
import { openExtractor } from "../../../job/features/openExtractor.ts";
import { fidelity } from "./fidelity.ts";
import { goldenFeatures, goldenFolder } from "./goldenFeatures.ts";
import { noisePictures } from "./noisePictures.ts";
import { seededModel } from "./seededModel.ts";

const golden = goldenFeatures();

const decoding = { maxPixels: 1e6, exifOrientation: false };

describe("from a JPEG file to its features, all is that of Pillow and Keras", () => {
  test.each(featureCases.filter(({ files }) => files !== undefined))("$name", async (wanted) => {
    const {
      name,
      files = [],
      seed,
      extractor: extractorName,
      pooling,
      size,
      resize = "bicubic",
      grey = false,
    } = wanted;
    const extractor = await openExtractor(await seededModel({ extractor: extractorName, pooling, size, grey }, seed));
    const pictures = files.map(async (file) => {
      const image = await decodeRgb(readFileSync(new URL(file, goldenFolder)), decoding);
      return modelPicture(image, size, { resize, grey });
    });
    const features = await extractor.extract(await Promise.all(pictures));
    await extractor.release();

    const expected = golden.get(name);
    expect(extractor.dimension).toBe(expected?.columns);
    expectFidelity(features, expected?.values);
  });
});

const onNoise = featureCases.filter(({ noise }) => noise !== undefined);

describe.each([
  ["onnxruntime", onNoise],
  // The 134 million weights before fc2 are more than a test should move twice; bench/features.ts has them.
  ["tfjs", onNoise.filter(({ pooling }) => pooling !== "fc2")],
] as const)("on %s features are those of Keras with the same weights", (engine, cases) => {
  test.each(cases)("$name", async (wanted) => {
    const { name, noise = 0, seed, extractor: extractorName, pooling, size } = wanted;
    const model = await seededModel({ extractor: extractorName, pooling, size, engine }, seed);
    const extractor = await openExtractor(structuredClone(model));
    const features = await extractor.extract(noisePictures(noise, size));
    await extractor.release();

    const expected = golden.get(name);
    expect(model.dimension).toBe(expected?.columns);
    expectFidelity(features, expected?.values);
  });
});

function expectFidelity(features: Float32Array, expected: Float32Array | undefined): void {
  const { cosine, maxRelativeError } = fidelity(features, expected ?? new Float32Array());
  expect(features.length).toBe(expected?.length);
  expect(cosine).toBeGreaterThan(0.99999);
  expect(maxRelativeError).toBeLessThan(1e-3);
}

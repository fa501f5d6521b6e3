import { describe, expect, test } from "vitest";
import { featureCases } from "../../../tools/golden/featureCases.ts";
import { openExtractor } from "../../../job/features/openExtractor.ts";
import { fidelity } from "./fidelity.ts";
import { goldenFeatures } from "./goldenFeatures.ts";
import { noisePictures } from "./noisePictures.ts";
import { seededModel } from "./seededModel.ts";

const golden = goldenFeatures();

describe("features are those of Keras with the same weights", () => {
  test.each(featureCases.filter(({ noise }) => noise !== undefined))("$name", async (wanted) => {
    const { name, noise = 0, seed, extractor: extractorName, pooling, size } = wanted;
    const model = await seededModel({ extractor: extractorName, pooling, size }, seed);
    const extractor = await openExtractor(model);
    const features = await extractor.extract(noisePictures(noise, size));
    await extractor.release();

    const expected = golden.get(name);
    expect(model.dimension).toBe(expected?.columns);
    const { cosine, maxRelativeError } = fidelity(features, expected?.values ?? new Float32Array());
    expect(cosine).toBeGreaterThan(0.99999);
    expect(maxRelativeError).toBeLessThan(1e-3);
  });
});

import type { FeatureExtractor } from "../extractor.ts";
import { greyLevels } from "../greyLevels.ts";
import type { PixelsModel } from "../preparedModel.ts";

/** The pixels themselves, 0-255, row by row: red green blue, or grey. */
export function openPixelsExtractor({ inputSize, channels, dimension }: PixelsModel): FeatureExtractor {
  return {
    inputSize,
    dimension,
    extract: async (images) => {
      const features = new Float32Array(images.length * dimension);
      for (const [row, { data }] of images.entries()) {
        if (data.length !== inputSize * inputSize * 3)
          throw new Error(`a picture of ${data.length} values where ${inputSize} × ${inputSize} × 3 are due`);
        features.set(channels === 3 ? data : greyLevels(data), row * dimension);
      }
      return features;
    },
    release: async () => {},
  };
}

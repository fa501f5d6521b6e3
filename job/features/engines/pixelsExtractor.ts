import type { FeatureExtractor } from "../extractor.ts";
import type { PixelsModel } from "../preparedModel.ts";

/** The pixels themselves, 0-255, row by row, red green blue. */
export function openPixelsExtractor({ inputSize, dimension }: PixelsModel): FeatureExtractor {
  return {
    inputSize,
    dimension,
    extract: async (images) => {
      const features = new Float32Array(images.length * dimension);
      for (const [row, { data }] of images.entries()) {
        if (data.length !== dimension) throw new Error(`a picture of ${data.length} values where ${dimension} are due`);
        features.set(data, row * dimension);
      }
      return features;
    },
    release: async () => {},
  };
}

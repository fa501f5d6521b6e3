import type { FeatureExtractor } from "../extractor.ts";
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

/** ITU-R 601 luma in the fixed-point form of Pillow's `convert("L")` (`L24` in Pillow's Convert.c). */
function greyLevels(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3)
    grey[pixel] = ((rgb[at] ?? 0) * 19595 + (rgb[at + 1] ?? 0) * 38470 + (rgb[at + 2] ?? 0) * 7471 + 0x8000) >> 16;
  return grey;
}

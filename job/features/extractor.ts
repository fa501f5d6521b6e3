import type { RgbImage } from "../contract/rgbImage.ts";

/** Turns pictures, already at the input size, into rows of features. One instance serves one thread. */
export interface FeatureExtractor {
  /** Side of the square input, in pixels. */
  readonly inputSize: number;
  /** d, the number of features of one picture. */
  readonly dimension: number;
  /** @returns images.length × d, row-major float32. */
  extract(images: readonly RgbImage[]): Promise<Float32Array>;
  /** Frees native memory. */
  release(): Promise<void>;
}

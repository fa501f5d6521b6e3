import type { RgbImage } from "../../contract/rgbImage.ts";
import type { FeatureExtractor } from "../extractor.ts";
import { openSession } from "../onnx/openSession.ts";
import { runPictures } from "../onnx/runPictures.ts";
import type { OnnxModel } from "../preparedModel.ts";
import { pictureBatch } from "./pictureBatch.ts";

/** Runs a model on onnxruntime. Calls must not overlap: the input buffer is reused. */
export async function openOnnxExtractor(model: OnnxModel): Promise<FeatureExtractor> {
  const { inputSize, dimension, oneByOne } = model;
  const session = await openSession(model.onnx);
  const batch = pictureBatch(model.input, inputSize);
  return {
    inputSize,
    dimension,
    async extract(images: readonly RgbImage[]) {
      if (images.length === 0) return new Float32Array();
      if (!oneByOne) return runPictures(session, model, images, batch);
      const features = new Float32Array(images.length * dimension);
      for (const [row, image] of images.entries())
        features.set(await runPictures(session, model, [image], batch), row * dimension);
      return features;
    },
    release: () => session.release(),
  };
}

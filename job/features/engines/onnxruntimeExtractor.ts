import { InferenceSession, Tensor } from "onnxruntime-node";
import type { RgbImage } from "../../contract/rgbImage.ts";
import type { FeatureExtractor } from "../extractor.ts";
import type { OnnxModel } from "../preparedModel.ts";
import { pictureBatch } from "./pictureBatch.ts";

/**
 * Runs a model on onnxruntime's CPU provider with one thread: workers, not threads, use the other cores.
 * Not to be called again before the last call has settled: the input buffer is reused.
 */
export async function openOnnxExtractor(model: OnnxModel): Promise<FeatureExtractor> {
  const { inputSize, dimension, input, outputName } = model;
  // onnxruntime takes no shared memory: it parses a copy, which is garbage as soon as the session stands.
  const session = await InferenceSession.create(model.onnx.slice(), {
    executionProviders: ["cpu"],
    executionMode: "sequential",
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  });
  const batch = pictureBatch(input, inputSize);
  return {
    inputSize,
    dimension,
    async extract(images: readonly RgbImage[]) {
      if (images.length === 0) return new Float32Array();
      const { data, shape } = batch.fill(images);
      const tensor = data instanceof Uint8Array ? new Tensor("uint8", data, shape) : new Tensor("float32", data, shape);
      const { [outputName]: output } = await session.run({ [input.name]: tensor }, [outputName]);
      const features = output?.data;
      if (!(features instanceof Float32Array) || features.length !== images.length * dimension)
        throw new Error(`the model's output ${outputName} is not float32, ${images.length} × ${dimension}`);
      return features.slice();
    },
    release: () => session.release(),
  };
}

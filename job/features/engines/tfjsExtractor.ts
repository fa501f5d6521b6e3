import type { RgbImage } from "../../contract/rgbImage.ts";
import type { FeatureExtractor } from "../extractor.ts";
import type { TfjsModel } from "../preparedModel.ts";
import { type LoadedWeights, runOperations } from "../tfjs/runOperations.ts";
import { loadTensorflow, type Tensorflow } from "../tfjs/tensorflow.ts";
import { pictureBatch } from "./pictureBatch.ts";

/** Runs a network on TensorFlow.js. Calls must not overlap: the input buffer is reused. */
export async function openTfjsExtractor(model: TfjsModel): Promise<FeatureExtractor> {
  const { inputSize, dimension, graph, preprocessing } = model;
  const { tf } = await loadTensorflow();
  const weights = loadWeights(tf, model);
  const batch = pictureBatch({ name: "pictures", type: "float32", layout: "NHWC", preprocessing }, inputSize);
  return {
    inputSize,
    dimension,
    async extract(images: readonly RgbImage[]) {
      if (images.length === 0) return new Float32Array();
      const { data } = batch.fill(images);
      const features = tf.tidy(() => {
        const pictures = tf.tensor4d(Float32Array.from(data), [images.length, inputSize, inputSize, 3]);
        return runOperations(tf, graph.operations, weights, pictures);
      });
      try {
        return Float32Array.from(await features.data());
      } finally {
        features.dispose();
      }
    },
    async release() {
      for (const { kernel, bias } of weights.values()) tf.dispose([kernel, bias]);
    },
  };
}

function loadWeights(tf: Tensorflow, { graph }: TfjsModel): ReadonlyMap<string, LoadedWeights> {
  return new Map(
    [...graph.weights].map(([name, { kernel, bias }]) => [
      name,
      {
        kernel: tf.tensor(kernel.values.slice(), [...kernel.shape]),
        bias: tf.tensor1d(bias.values.slice()),
      },
    ]),
  );
}

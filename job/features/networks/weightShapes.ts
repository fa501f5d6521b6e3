import type { Network } from "./layer.ts";
import { channelsOf, outputShapes, shapeOf } from "./outputShapes.ts";

/** One tensor of weights: which layer's, Keras's name for it, and its shape in Keras's own axis order. */
export interface WeightTensor {
  readonly layer: string;
  readonly name: "kernel" | "depthwise_kernel" | "bias" | "gamma" | "beta" | "moving_mean" | "moving_variance";
  readonly shape: readonly number[];
}

/** Every tensor a network needs, layer by layer, within a layer in the order of Keras's `layer.weights`. */
export function weightShapes(network: Network): readonly WeightTensor[] {
  const shapes = outputShapes(network);
  return network.layers.flatMap((layer): WeightTensor[] => {
    const inputChannels = channelsOf(shapeOf(shapes, layer.inputs[0]));
    const tensor = (name: WeightTensor["name"], ...shape: number[]): WeightTensor => ({
      layer: layer.name,
      name,
      shape,
    });
    switch (layer.kind) {
      case "conv2d":
        return [
          tensor("kernel", layer.kernelSize, layer.kernelSize, inputChannels, layer.filters),
          ...(layer.useBias ? [tensor("bias", layer.filters)] : []),
        ];
      case "depthwiseConv2d":
        return [tensor("depthwise_kernel", layer.kernelSize, layer.kernelSize, inputChannels, 1)];
      case "dense":
        return [tensor("kernel", inputChannels, layer.units), tensor("bias", layer.units)];
      case "batchNormalization":
        return (["gamma", "beta", "moving_mean", "moving_variance"] as const).map((name) =>
          tensor(name, inputChannels),
        );
      default:
        return [];
    }
  });
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

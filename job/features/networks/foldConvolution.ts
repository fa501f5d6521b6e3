import type { WeightSource } from "../weights/weightSource.ts";
import type { Preprocessing } from "../preprocessing.ts";
import type { Convolution } from "./fuseLayers.ts";
import type { WeightTensor } from "./weightShapes.ts";

/** A convolution's weights with its batch normalisation folded in. */
export interface FoldedConvolution {
  /** Height × width × input channels (1 for a depthwise kernel) × output channels, as Keras lays kernels out. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Folds `γ (x − μ) / √(σ² + ε) + β` into the kernel and bias before it, in float64, rounded once. For the first
 * convolution of a network, `input` also folds in the channel order and the division by the deviation: it then reads
 * red, green, blue minus their means. (The means cannot be folded: padding zeros come after the subtraction.)
 */
export function foldConvolution(
  operation: Convolution,
  tensors: readonly WeightTensor[],
  weights: WeightSource,
  input?: Preprocessing,
): FoldedConvolution {
  const read = (name: WeightTensor["name"], layer: string = operation.layer.name) => {
    const tensor = tensors.find((candidate) => candidate.layer === layer && candidate.name === name);
    return tensor === undefined ? undefined : weights.read(tensor);
  };
  const depthwise = operation.layer.kind === "depthwiseConv2d";
  const kernel = read(depthwise ? "depthwise_kernel" : "kernel");
  if (kernel === undefined) throw new Error(`${operation.layer.name} has no kernel`);
  const shape = tensors.find(({ layer }) => layer === operation.layer.name)?.shape ?? [];
  // A depthwise kernel's last two axes are (channels, 1): the same memory as (1, channels).
  const outputs = depthwise ? (shape[2] ?? 0) : (shape[3] ?? 0);
  const bias = Float64Array.from(read("bias") ?? new Float64Array(outputs));
  if (input !== undefined) foldInput(kernel, shape, input);

  const normalisation = operation.batchNormalization;
  if (normalisation !== undefined) {
    const [gamma, beta, mean, variance] = (["gamma", "beta", "moving_mean", "moving_variance"] as const).map(
      (name) => read(name, normalisation.name) ?? new Float32Array(),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const factors = Float64Array.from(
      gamma,
      (value, c) => value / Math.sqrt((variance[c] ?? 0) + normalisation.epsilon),
    );
    for (let at = 0; at < kernel.length; at++) kernel[at] = (kernel[at] ?? 0) * (factors[at % outputs] ?? 0);
    for (let c = 0; c < outputs; c++) bias[c] = ((bias[c] ?? 0) - (mean[c] ?? 0)) * (factors[c] ?? 0) + (beta[c] ?? 0);
  }
  return { kernel, bias: Float32Array.from(bias) };
}

/** Reorders and scales a kernel's input channels in place, so that it reads red, green, blue minus their means. */
function foldInput(kernel: Float32Array, shape: readonly number[], { channelOrder, deviation }: Preprocessing): void {
  const [height = 0, width = 0, , filters = 0] = shape;
  const original = kernel.slice();
  for (let position = 0; position < height * width; position++) {
    for (const [networkChannel, pictureChannel] of channelOrder.entries()) {
      const from = (position * 3 + networkChannel) * filters;
      const to = (position * 3 + pictureChannel) * filters;
      for (let f = 0; f < filters; f++) kernel[to + f] = (original[from + f] ?? 0) / (deviation[networkChannel] ?? 1);
    }
  }
}

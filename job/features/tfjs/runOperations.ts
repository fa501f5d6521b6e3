import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Convolution, Operation } from "../networks/fuseLayers.ts";
import { type Activation, pictureInput, type SpatialPadding } from "../networks/layer.ts";
import type { Tensorflow } from "./tensorflow.ts";

/** The weights of one operation, on the backend. */
export interface LoadedWeights {
  readonly kernel: Tensor;
  readonly bias: Tensor1D;
}

/** Computes a network's operations one after another. @returns n × d; what lies between is for `tidy` to free */
export function runOperations(
  tf: Tensorflow,
  operations: readonly Operation[],
  weights: ReadonlyMap<string, LoadedWeights>,
  pictures: Tensor4D,
): Tensor2D {
  const values = new Map<string, Tensor>([[pictureInput, pictures]]);
  const valueOf = (name: string | undefined) => {
    const value = values.get(name ?? "");
    if (value === undefined) throw new Error(`${String(name)} is not computed before its use`);
    return value;
  };
  let last: Tensor = pictures;
  for (const operation of operations) {
    last = compute(tf, operation, operation.inputs.map(valueOf), weights.get(operation.output));
    values.set(operation.output, last);
  }
  return last as Tensor2D;
}

/** The shapes are those `outputShapes` has checked: the casts only name their ranks. */
function compute(
  tf: Tensorflow,
  operation: Operation,
  [first, second]: readonly Tensor[],
  weights: LoadedWeights | undefined,
): Tensor {
  const input = first as Tensor4D;
  switch (operation.kind) {
    case "convolution":
      return convolve(tf, operation, input, required(weights, operation));
    case "dense": {
      const { kernel, bias } = required(weights, operation);
      const { activation } = operation;
      return tf.fused.matMul({ a: input, b: kernel, bias, activation });
    }
    case "maxPool":
      return tf.maxPool(input, operation.poolSize, operation.strides, explicit(operation.padding));
    case "add":
      return activated(tf, tf.add(input, required(second, operation)), operation.activation);
    case "globalAveragePool":
      return tf.mean(input, [1, 2]);
    case "globalMaxPool":
      return tf.max(input, [1, 2]);
    case "flatten":
      return tf.reshape(input, [input.shape[0], -1]);
  }
}

function convolve(tf: Tensorflow, operation: Convolution, x: Tensor4D, { kernel, bias }: LoadedWeights): Tensor4D {
  const { layer, padding, activation } = operation;
  const options = { x, filter: kernel as Tensor4D, strides: layer.strides, bias, activation };
  if (layer.kind === "conv2d") return tf.fused.conv2d({ ...options, pad: explicit(padding) });
  if (layer.padding === "valid" && Object.values(padding).some((side) => side > 0))
    throw new Error(`${layer.name}: TensorFlow.js takes no explicit padding for a depthwise convolution`);
  return tf.fused.depthwiseConv2d({ ...options, pad: layer.padding });
}

function activated(tf: Tensorflow, value: Tensor, activation: Activation): Tensor {
  if (activation === "linear") return value;
  return activation === "relu" ? tf.relu(value) : tf.relu6(value);
}

type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

const explicit = ({ top, bottom, left, right }: SpatialPadding): ExplicitPadding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

function required<T>(value: T | undefined, { output }: Operation): T {
  if (value === undefined) throw new Error(`${output} lacks its weights or an input`);
  return value;
}

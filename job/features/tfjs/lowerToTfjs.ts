import { foldConvolution } from "../networks/foldConvolution.ts";
import { fuseLayers, type Operation } from "../networks/fuseLayers.ts";
import type { Network } from "../networks/layer.ts";
import { elementCount, weightShapes, type WeightTensor } from "../networks/weightShapes.ts";
import type { WeightSource } from "../weights/weightSource.ts";

/** A network as TensorFlow.js computes it: fused operations and, for each that has weights, where they are. */
export interface TfjsGraph {
  readonly operations: readonly Operation[];
  /** Kernels in Keras's layout and biases, by operation, in one piece of shared memory. */
  readonly weights: ReadonlyMap<string, OperationWeights>;
}

interface OperationWeights {
  readonly kernel: StoredTensor;
  readonly bias: StoredTensor;
}

interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array<SharedArrayBuffer>;
}

/** Lowers a network for TensorFlow.js: batch normalisation folded, channels last, pixels normalised before. */
export function lowerToTfjs(network: Network, source: WeightSource): TfjsGraph {
  const tensors = weightShapes(network);
  const operations = fuseLayers(network);
  const weights = new Map<string, OperationWeights>();
  for (const operation of operations) {
    const lowered = lowerWeights(operation, tensors, source);
    if (lowered !== undefined) weights.set(operation.output, lowered);
  }
  return { operations, weights };
}

function lowerWeights(
  operation: Operation,
  tensors: readonly WeightTensor[],
  source: WeightSource,
): OperationWeights | undefined {
  if (operation.kind !== "convolution" && operation.kind !== "dense") return undefined;
  const [first, second] = tensors.filter(({ layer }) => layer === operation.layer.name);
  if (first === undefined) throw new Error(`${operation.layer.name} has no kernel`);
  if (operation.kind === "convolution") {
    const { kernel, bias } = foldConvolution(operation, tensors, source);
    return { kernel: shared(first.shape, kernel), bias: shared([bias.length], bias) };
  }
  if (second === undefined) throw new Error(`${operation.layer.name} has no bias`);
  return { kernel: shared(first.shape, source.read(first)), bias: shared(second.shape, source.read(second)) };
}

function shared(shape: readonly number[], values: Float32Array): StoredTensor {
  const stored = new Float32Array(new SharedArrayBuffer(4 * elementCount(shape)));
  stored.set(values);
  return { shape, values: stored };
}

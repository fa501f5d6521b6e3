import { fuseLayers, type Convolution, type Operation } from "../networks/fuseLayers.ts";
import { foldConvolution, type FoldedConvolution } from "../networks/foldConvolution.ts";
import { type Activation, type Network, pictureInput, type SpatialPadding } from "../networks/layer.ts";
import { channelsOf, outputShapes, shapeOf } from "../networks/outputShapes.ts";
import { weightShapes, type WeightTensor } from "../networks/weightShapes.ts";
import type { Preprocessing } from "../preprocessing.ts";
import type { WeightSource } from "../weights/weightSource.ts";
import type { OnnxGraph, OnnxInitializer, OnnxNode } from "./encodeModel.ts";

/** What a lowered network calls its input and its output. */
export const inputName = "pictures";
export const outputName = "features";

/**
 * Lowers a network to ONNX: pictures (uint8, n × size × size × 3, RGB) in, features (float32, n × d) out. The
 * preprocessing is part of the graph: means are subtracted there, scale and channel order sit in the first kernel.
 */
export function lowerToOnnx(network: Network, weights: WeightSource, preprocessing: Preprocessing): OnnxGraph {
  const shapes = outputShapes(network);
  const lowering: Lowering = { tensors: weightShapes(network), weights, preprocessing, nodes: [], constants: [] };
  lowerPictures(lowering);
  const operations = fuseLayers(network);
  for (const operation of operations) lowerOperation(lowering, operation, shapes);

  const last = operations.at(-1)?.output ?? pictureInput;
  lowering.nodes.push({ op: "Identity", inputs: [last], output: outputName });
  const { inputSize } = network;
  return {
    name: network.name,
    nodes: lowering.nodes,
    initializers: lowering.constants,
    inputs: [{ name: inputName, type: "uint8", shape: ["n", inputSize, inputSize, 3] }],
    outputs: [{ name: outputName, type: "float32", shape: ["n", channelsOf(shapeOf(shapes, last))] }],
  };
}

interface Lowering {
  readonly tensors: readonly WeightTensor[];
  readonly weights: WeightSource;
  readonly preprocessing: Preprocessing;
  readonly nodes: OnnxNode[];
  readonly constants: OnnxInitializer[];
}

function constant({ constants }: Lowering, name: string, shape: readonly number[], values: () => Float32Array): string {
  constants.push({ name, shape, values });
  return name;
}

/** Bytes, channels last → floats minus the means, channels first: red, green, blue. */
function lowerPictures(lowering: Lowering): void {
  const { channelOrder, mean } = lowering.preprocessing;
  const means = new Float32Array(3);
  for (const [networkChannel, pictureChannel] of channelOrder.entries())
    means[pictureChannel] = mean[networkChannel] ?? 0;
  lowering.nodes.push(
    { op: "Transpose", inputs: [inputName], output: "channels-first", attributes: { perm: [0, 3, 1, 2] } },
    { op: "Cast", inputs: ["channels-first"], output: "floats", attributes: { to: 1 } },
    { op: "Sub", inputs: ["floats", constant(lowering, "means", [1, 3, 1, 1], () => means)], output: pictureInput },
  );
}

function lowerOperation(lowering: Lowering, operation: Operation, shapes: ReturnType<typeof outputShapes>): void {
  const { nodes } = lowering;
  const { inputs, output } = operation;
  switch (operation.kind) {
    case "convolution":
      return lowerConvolution(lowering, operation, channelsOf(shapeOf(shapes, inputs[0])));
    case "maxPool": {
      const { poolSize, strides, padding } = operation;
      const attributes = { kernel_shape: [poolSize, poolSize], strides: [strides, strides], pads: padsOf(padding) };
      nodes.push({ op: "MaxPool", inputs, output, attributes });
      return;
    }
    case "add":
      return withActivation(lowering, operation.activation, { op: "Add", inputs, output });
    case "globalAveragePool":
    case "globalMaxPool": {
      const op = operation.kind === "globalMaxPool" ? "GlobalMaxPool" : "GlobalAveragePool";
      nodes.push({ op, inputs, output: `${output}/map` }, flattened(`${output}/map`, output));
      return;
    }
    case "flatten":
      // Keras flattens channels last.
      nodes.push(
        { op: "Transpose", inputs, output: `${output}/channels-last`, attributes: { perm: [0, 2, 3, 1] } },
        flattened(`${output}/channels-last`, output),
      );
      return;
    case "dense": {
      const { layer } = operation;
      const operands = lowering.tensors
        .filter((tensor) => tensor.layer === layer.name)
        .map((tensor) =>
          constant(lowering, `${layer.name}/${tensor.name}`, tensor.shape, () => lowering.weights.read(tensor)),
        );
      return withActivation(lowering, operation.activation, { op: "Gemm", inputs: [...inputs, ...operands], output });
    }
  }
}

const flattened = (input: string, output: string): OnnxNode => ({
  op: "Flatten",
  inputs: [input],
  output,
  attributes: { axis: 1 },
});

function lowerConvolution(lowering: Lowering, operation: Convolution, inputChannels: number): void {
  const { layer, inputs, output, padding, activation } = operation;
  const { kernelSize, strides } = layer;
  const depthwise = layer.kind === "depthwiseConv2d";
  const filters = depthwise ? inputChannels : layer.filters;
  const kernelShape = [filters, depthwise ? 1 : inputChannels, kernelSize, kernelSize];
  const preprocessing = inputs[0] === pictureInput ? lowering.preprocessing : undefined;

  // The kernel is written just before the bias: one folding serves both.
  let folded: FoldedConvolution | undefined;
  const fold = () => (folded ??= foldConvolution(operation, lowering.tensors, lowering.weights, preprocessing));
  const kernel = constant(lowering, `${layer.name}/kernel`, kernelShape, () =>
    channelsFirst(fold().kernel, kernelShape),
  );
  const bias = constant(lowering, `${layer.name}/bias`, [filters], () => {
    const { bias: values } = fold();
    folded = undefined;
    return values;
  });
  withActivation(lowering, activation, {
    op: "Conv",
    inputs: [...inputs, kernel, bias],
    output,
    attributes: {
      kernel_shape: [kernelSize, kernelSize],
      strides: [strides, strides],
      pads: padsOf(padding),
      group: depthwise ? filters : 1,
    },
  });
}

/** Height × width × input channels × filters, as Keras has it → filters × input channels × height × width. */
function channelsFirst(kernel: Float32Array, [filters = 0, channels = 0, height = 0, width = 0]: readonly number[]) {
  const positions = height * width;
  const turned = new Float32Array(kernel.length);
  let from = 0;
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++)
        turned[(filter * channels + channel) * positions + position] = kernel[from++] ?? 0;
    }
  }
  return turned;
}

const padsOf = ({ top, left, bottom, right }: SpatialPadding) => [top, left, bottom, right];

/** Appends a node and, where there is one, its activation; onnxruntime joins the two again. */
function withActivation(lowering: Lowering, activation: Activation, node: OnnxNode): void {
  if (activation === "linear") {
    lowering.nodes.push(node);
    return;
  }
  const before = `${node.output}/linear`;
  lowering.nodes.push({ ...node, output: before });
  if (activation === "relu") {
    lowering.nodes.push({ op: "Relu", inputs: [before], output: node.output });
    return;
  }
  if (!lowering.constants.some(({ name }) => name === "0")) {
    constant(lowering, "0", [], () => Float32Array.of(0));
    constant(lowering, "6", [], () => Float32Array.of(6));
  }
  lowering.nodes.push({ op: "Clip", inputs: [before, "0", "6"], output: node.output });
}

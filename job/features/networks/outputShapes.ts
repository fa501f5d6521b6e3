import { type Layer, type Network, pictureInput, type SpatialPadding } from "./layer.ts";

/** `[height, width, channels]`, or `[features]` once the spatial axes are gone. */
export type Shape = readonly [number, number, number] | readonly [number];

/** The shape of every layer's output by layer name, the picture's under `"input"`; channels last, without the batch. */
export function outputShapes(network: Network): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>([[pictureInput, [network.inputSize, network.inputSize, 3]]]);
  for (const layer of network.layers) shapes.set(layer.name, outputShape(layer, shapeOf(shapes, layer.inputs[0])));
  return shapes;
}

export function shapeOf(shapes: ReadonlyMap<string, Shape>, name: string | undefined): Shape {
  const shape = shapes.get(name ?? "");
  if (shape === undefined) throw new Error(`no layer named ${String(name)} comes before its use`);
  return shape;
}

/** d, the length of a network's output. */
export function featureCount(network: Network): number {
  return channelsOf(shapeOf(outputShapes(network), network.layers.at(-1)?.name));
}

/** Channels of a feature map, or length of a feature vector. */
export function channelsOf(shape: Shape): number {
  return shape.length === 1 ? shape[0] : shape[2];
}

function outputShape(layer: Layer, input: Shape): Shape {
  if (layer.kind === "dense") return [layer.units];
  if (layer.kind === "batchNormalization" || layer.kind === "relu" || layer.kind === "add") return input;
  if (input.length === 1) throw new Error(`${layer.name} needs a feature map, not a vector`);
  const [height, width, channels] = input;
  switch (layer.kind) {
    case "conv2d":
      return [convolved(height, layer), convolved(width, layer), layer.filters];
    case "depthwiseConv2d":
      return [convolved(height, layer), convolved(width, layer), channels];
    case "maxPooling2d":
      return [pooled(height, layer), pooled(width, layer), channels];
    case "zeroPadding2d": {
      const { top, bottom, left, right } = layer.padding;
      return [height + top + bottom, width + left + right, channels];
    }
    case "globalAveragePooling2d":
    case "globalMaxPooling2d":
      return [channels];
    case "flatten":
      return [height * width * channels];
  }
}

type Window = { readonly kernelSize: number; readonly strides: number; readonly padding: "same" | "valid" };

const convolved = (length: number, { kernelSize, strides, padding }: Window) =>
  padding === "same" ? Math.ceil(length / strides) : Math.floor((length - kernelSize) / strides) + 1;

const pooled = (length: number, { poolSize, strides }: { poolSize: number; strides: number }) =>
  Math.floor((length - poolSize) / strides) + 1;

/** The zeros TensorFlow's "same" padding adds: what is missing is split in two, the odd one after. */
export function samePadding(input: Shape, { kernelSize, strides, padding }: Window): SpatialPadding {
  if (padding === "valid" || input.length === 1) return { top: 0, bottom: 0, left: 0, right: 0 };
  const missing = (length: number) => Math.max((Math.ceil(length / strides) - 1) * strides + kernelSize - length, 0);
  const [rows, columns] = [missing(input[0]), missing(input[1])];
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return { top, bottom: rows - top, left, right: columns - left };
}

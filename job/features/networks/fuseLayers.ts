import type { Activation, BatchNormalization, Conv2d, Dense, DepthwiseConv2d, Layer, Network } from "./layer.ts";
import type { SpatialPadding } from "./layer.ts";
import { outputShapes, samePadding, shapeOf } from "./outputShapes.ts";

/**
 * What an engine computes. A convolution takes with it the padding before it and the batch normalisation and
 * activation after it; `inputs` and `output` are names of tensors, the last operation's output being the features.
 */
export type Operation =
  | Convolution
  | (Wired & { readonly kind: "dense"; readonly layer: Dense; readonly activation: Activation })
  | (Wired & {
      readonly kind: "maxPool";
      readonly poolSize: number;
      readonly strides: number;
      readonly padding: SpatialPadding;
    })
  | (Wired & { readonly kind: "add"; readonly activation: Activation })
  | (Wired & { readonly kind: "globalAveragePool" | "globalMaxPool" | "flatten" });

interface Wired {
  readonly inputs: readonly string[];
  readonly output: string;
}

export interface Convolution extends Wired {
  readonly kind: "convolution";
  readonly layer: Conv2d | DepthwiseConv2d;
  readonly batchNormalization?: BatchNormalization;
  readonly padding: SpatialPadding;
  readonly activation: Activation;
}

const noPadding: SpatialPadding = { top: 0, bottom: 0, left: 0, right: 0 };

/**
 * Joins layers that every engine computes in one go. Padding before a max pooling is joined too: the pooled values
 * must come from a ReLU, as zeros and minus infinity are then the same to a maximum.
 */
export function fuseLayers(network: Network): readonly Operation[] {
  const shapes = outputShapes(network);
  const readers = countReaders(network);
  const operations: Operation[] = [];
  /** Names of layers that went into an operation → that operation's place. */
  const place = new Map<string, number>();
  const pads = new Map<string, { readonly input: string; readonly padding: SpatialPadding }>();

  const tensor = (layerName: string) => {
    const at = place.get(layerName);
    return at === undefined ? layerName : (operations[at]?.output ?? layerName);
  };
  const append = (operation: Operation) => {
    place.set(operation.output, operations.length);
    operations.push(operation);
  };
  /** Replaces the operation that made a layer's only input by one that includes the layer. */
  const absorb = (layer: Layer, into: (operation: Operation) => Operation | undefined) => {
    const source = layer.inputs[0] ?? "";
    const at = place.get(source);
    const operation = at === undefined ? undefined : operations[at];
    const joined = operation && readers.get(source) === 1 ? into(operation) : undefined;
    if (at === undefined || joined === undefined) throw new Error(`${layer.name} cannot be joined to ${source}`);
    operations[at] = { ...joined, output: layer.name };
    place.set(layer.name, at);
  };

  for (const layer of network.layers) {
    const source = layer.inputs[0] ?? "";
    const padded = pads.get(source);
    const inputs = layer.inputs.map((name) => tensor(pads.get(name)?.input ?? name));
    switch (layer.kind) {
      case "zeroPadding2d":
        pads.set(layer.name, { input: source, padding: layer.padding });
        break;
      case "conv2d":
      case "depthwiseConv2d": {
        const padding = padded?.padding ?? samePadding(shapeOf(shapes, source), layer);
        const activation = layer.kind === "conv2d" ? layer.activation : "linear";
        append({ kind: "convolution", layer, padding, activation, inputs, output: layer.name });
        break;
      }
      case "batchNormalization":
        absorb(layer, (operation) =>
          operation.kind === "convolution" && operation.activation === "linear"
            ? { ...operation, batchNormalization: layer }
            : undefined,
        );
        break;
      case "relu":
        absorb(layer, (operation) =>
          operation.kind === "convolution" || operation.kind === "add"
            ? { ...operation, activation: layer.maximum === 6 ? "relu6" : "relu" }
            : undefined,
        );
        break;
      case "maxPooling2d":
        if (padded !== undefined && activationOf(operations[place.get(padded.input) ?? -1]) === "linear")
          throw new Error(`${layer.name} pools padded values that may be negative`);
        append({
          kind: "maxPool",
          poolSize: layer.poolSize,
          strides: layer.strides,
          padding: padded?.padding ?? noPadding,
          inputs,
          output: layer.name,
        });
        break;
      case "dense":
        append({ kind: "dense", layer, activation: layer.activation, inputs, output: layer.name });
        break;
      case "add":
        append({ kind: "add", activation: "linear", inputs, output: layer.name });
        break;
      case "globalAveragePooling2d":
        append({ kind: "globalAveragePool", inputs, output: layer.name });
        break;
      case "globalMaxPooling2d":
        append({ kind: "globalMaxPool", inputs, output: layer.name });
        break;
      case "flatten":
        append({ kind: "flatten", inputs, output: layer.name });
        break;
    }
  }
  return operations;
}

const activationOf = (operation: Operation | undefined): Activation =>
  operation !== undefined && "activation" in operation ? operation.activation : "linear";

function countReaders(network: Network): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const name of network.layers.flatMap(({ inputs }) => inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  return readers;
}

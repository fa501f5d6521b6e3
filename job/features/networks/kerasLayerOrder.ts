import type { Layer, Network } from "./layer.ts";

/**
 * A network's layers in the order of Keras's `model.layers`, which is that of its weights files: by their distance from
 * the output, the farthest first, and as described where that is equal.
 */
export function kerasLayerOrder(network: Network): readonly Layer[] {
  const depths = new Map<string, number>();
  for (const layer of network.layers.toReversed()) {
    const depth = depths.get(layer.name) ?? 0;
    for (const input of layer.inputs) depths.set(input, Math.max(depths.get(input) ?? 0, depth + 1));
  }
  const depthOf = ({ name }: Layer) => depths.get(name) ?? 0;
  return network.layers.toSorted((a, b) => depthOf(b) - depthOf(a));
}

import { type Layer, type Network, pictureInput } from "./layer.ts";

type WithoutInputs<L> = L extends Layer ? Omit<L, "inputs"> : never;

/** Writes a network down layer by layer, the way a paper's table is read. */
export class NetworkBuilder {
  readonly #layers: Layer[] = [];

  /** Adds a layer that reads `inputs` (by default the layer before) and returns its name. */
  add(layer: WithoutInputs<Layer>, ...inputs: string[]): string {
    const read = inputs.length > 0 ? inputs : [this.#layers.at(-1)?.name ?? pictureInput];
    this.#layers.push({ ...layer, inputs: read });
    return layer.name;
  }

  build(name: string, inputSize: number): Network {
    return { name, inputSize, layers: this.#layers };
  }
}

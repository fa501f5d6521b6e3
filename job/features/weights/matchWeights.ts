import { kerasLayerOrder } from "../networks/kerasLayerOrder.ts";
import type { Layer, Network } from "../networks/layer.ts";
import { weightShapes, type WeightTensor } from "../networks/weightShapes.ts";
import type { H5Inventory, H5Tensor } from "./h5Inventory.ts";

/** Where in a file each of a network's tensors is, and what does not fit. */
export interface WeightMatch {
  readonly found: ReadonlyMap<string, H5Tensor>;
  readonly missing: readonly WeightTensor[];
  readonly misshapen: readonly { readonly tensor: WeightTensor; readonly actual: readonly number[] }[];
}

export const tensorKey = ({ layer, name }: WeightTensor): string => `${layer}/${name}`;

/** Finds a network's tensors in a file by name or, where none of the layers' names is known, by order as Keras does. */
export function matchWeights(network: Network, inventory: H5Inventory): WeightMatch {
  const tensors = weightShapes(network);
  const weighted = new Set(tensors.map(({ layer }) => layer));
  const layers = kerasLayerOrder(network).filter(({ name }) => weighted.has(name));
  const storedNames = namings.map((naming) => naming(layers, inventory));
  // By order nothing is ever absent, so that comes last.
  const stored = storedNames.find((names) => 2 * present(names, inventory) >= names.size);

  const found = new Map<string, H5Tensor>();
  const missing: WeightTensor[] = [];
  const misshapen: { tensor: WeightTensor; actual: readonly number[] }[] = [];
  const places = new Map<string, number>();
  for (const tensor of tensors) {
    const place = places.get(tensor.layer) ?? 0;
    places.set(tensor.layer, place + 1);
    const candidate = pick(inventory.get(stored?.get(tensor.layer) ?? "") ?? [], tensor.name, place);
    if (candidate === undefined) missing.push(tensor);
    else if (candidate.shape.join() !== tensor.shape.join()) misshapen.push({ tensor, actual: candidate.shape });
    else found.set(tensorKey(tensor), candidate);
  }
  return { found, missing, misshapen };
}

/** Our layer's name → the name it goes by in the file. */
type Naming = (layers: readonly Layer[], inventory: H5Inventory) => ReadonlyMap<string, string>;

/** The ways files name layers, the surest first. */
const namings: readonly Naming[] = [
  (layers) => new Map(layers.map(({ name }) => [name, name])),
  // Keras 3 before it stored names: the class and a running number.
  (layers) => {
    const counts = new Map<string, number>();
    return new Map(
      layers.map(({ name, kind }) => {
        const snakeCase = kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        const count = counts.get(snakeCase) ?? 0;
        counts.set(snakeCase, count + 1);
        return [name, count === 0 ? snakeCase : `${snakeCase}_${count}`];
      }),
    );
  },
  // `model.load_weights` pairs layers by order; a file may go on with a top we do not need.
  (layers, inventory) => {
    const stored = [...inventory.keys()];
    return new Map(layers.flatMap(({ name }, place) => (stored[place] === undefined ? [] : [[name, stored[place]]])));
  },
];

/** How many of the names are in the file. */
function present(stored: ReadonlyMap<string, string>, inventory: H5Inventory): number {
  return [...stored.values()].filter((name) => inventory.has(name)).length;
}

const kerasNames = new Set(["kernel", "depthwise_kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"]);

/** By its name, or by its place among tensors that have none of Keras's names (`0`, `block1_conv1_W_1`). */
function pick(candidates: readonly H5Tensor[], name: WeightTensor["name"], place: number): H5Tensor | undefined {
  const names = name === "depthwise_kernel" ? ["depthwise_kernel", "kernel"] : [name];
  const named = candidates.find((candidate) => names.includes(candidate.name));
  const placed = candidates[place];
  return named ?? (placed !== undefined && !kerasNames.has(placed.name) ? placed : undefined);
}

import { kerasLayerOrder } from "../networks/kerasLayerOrder.ts";
import type { Layer, Network } from "../networks/layer.ts";
import { weightShapes, type WeightTensor } from "../networks/weightShapes.ts";
import type { H5Inventory, H5Tensor } from "./h5Inventory.ts";

/** Where in a file each of a network's tensors is, and what does not fit, in the network's order. */
export interface WeightMatch {
  readonly found: ReadonlyMap<string, H5Tensor>;
  readonly misfits: readonly Misfit[];
}

/** A tensor that is not in the file (`actual` undefined) or has another shape there. */
interface Misfit {
  readonly tensor: WeightTensor;
  readonly actual: readonly number[] | undefined;
}

export const tensorKey = ({ layer, name }: WeightTensor): string => `${layer}/${name}`;

/**
 * Finds a network's tensors in a file: by the layers' names, by Keras 3's class names, or by order as
 * `model.load_weights` does. Where none of these fits, what is amiss is told by name.
 */
export function matchWeights(network: Network, inventory: H5Inventory): WeightMatch {
  const tensors = weightShapes(network);
  const weighted = new Set(tensors.map(({ layer }) => layer));
  const layers = kerasLayerOrder(network).filter(({ name }) => weighted.has(name));
  const matches = namings.map((naming) => pair(tensors, naming(layers, inventory), inventory));
  const byName = matches[0] ?? { found: new Map(), misfits: [] };
  return matches.find(({ misfits }) => misfits.length === 0) ?? byName;
}

function pair(tensors: readonly WeightTensor[], stored: ReadonlyMap<string, string>, inventory: H5Inventory) {
  const found = new Map<string, H5Tensor>();
  const misfits: Misfit[] = [];
  const places = new Map<string, number>();
  for (const tensor of tensors) {
    const place = places.get(tensor.layer) ?? 0;
    places.set(tensor.layer, place + 1);
    const candidate = pick(inventory.get(stored.get(tensor.layer) ?? "") ?? [], tensor.name, place);
    if (candidate?.shape.join() === tensor.shape.join()) found.set(tensorKey(tensor), candidate);
    else misfits.push({ tensor, actual: candidate?.shape });
  }
  return { found, misfits };
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

const kerasNames = new Set(["kernel", "depthwise_kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"]);

/** By its name, or by its place among tensors that have none of Keras's names (`0`, `block1_conv1_W_1`). */
function pick(candidates: readonly H5Tensor[], name: WeightTensor["name"], place: number): H5Tensor | undefined {
  const names = name === "depthwise_kernel" ? ["depthwise_kernel", "kernel"] : [name];
  const named = candidates.find((candidate) => names.includes(candidate.name));
  const placed = candidates[place];
  return named ?? (placed !== undefined && !kerasNames.has(placed.name) ? placed : undefined);
}

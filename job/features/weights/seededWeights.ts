import type { Network } from "../networks/layer.ts";
import { elementCount, type WeightTensor } from "../networks/weightShapes.ts";
import type { WeightSource } from "./weightSource.ts";

/**
 * Deterministic random weights: the same numbers on every machine for the same seed and tensor name, whatever the order
 * of reading. Kernels are uniform with the variance of He et al. (2015); normalisations stay near the identity, and
 * those that end a residual branch are damped, so that activations neither die nor explode with depth. Not trained:
 * such features keep something of a picture's colours and shapes, nothing of what it shows.
 */
export function seededWeights(seed: number, network: Network): WeightSource {
  const added = new Set(network.layers.filter(({ kind }) => kind === "add").flatMap(({ inputs }) => inputs));
  return {
    read(tensor) {
      const [low, high] = rangeOf(tensor, added.has(tensor.layer));
      const values = uniform(keyOf(`${seed}/${tensor.layer}/${tensor.name}`), elementCount(tensor.shape));
      for (let at = 0; at < values.length; at++) values[at] = low + (values[at] ?? 0) * (high - low);
      return values;
    },
  };
}

function rangeOf({ name, shape }: WeightTensor, endsResidualBranch: boolean): readonly [low: number, high: number] {
  switch (name) {
    case "kernel":
      return symmetric(Math.sqrt(6 / elementCount(shape.slice(0, -1))));
    case "depthwise_kernel":
      return symmetric(Math.sqrt(6 / elementCount(shape.slice(0, 2))));
    case "gamma":
      return endsResidualBranch ? [0.25, 0.5] : [0.8, 1.2];
    case "moving_variance":
      return [0.8, 1.2];
    case "beta":
    case "bias":
    case "moving_mean":
      return symmetric(0.1);
  }
}

const symmetric = (limit: number) => [-limit, limit] as const;

/** Numbers in [0, 1) with 24 random bits each, the n-th one a function of `key` and n alone. */
function uniform(key: number, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) values[at] = (mix(mix(at + 1) ^ key) >>> 8) / 0x1000000;
  return values;
}

/** The 32-bit finaliser of MurmurHash3 (Appleby, public domain). */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** FNV-1a over the characters of a name. */
function keyOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash;
}

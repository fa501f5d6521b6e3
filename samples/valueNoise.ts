/** Smooth noise in [0, 1] over space, about one bump a unit; `seed` chooses which. */
export function valueNoise(x: number, y: number, z: number, seed: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const k = Math.floor(z);
  const u = ease(x - i);
  const v = ease(y - j);
  const near = blend(edge(i, j, k, u, seed), edge(i, j + 1, k, u, seed), v);
  const far = blend(edge(i, j, k + 1, u, seed), edge(i, j + 1, k + 1, u, seed), v);
  return blend(near, far, ease(z - k));
}

const blend = (from: number, to: number, share: number): number => from + (to - from) * share;

const edge = (i: number, j: number, k: number, u: number, seed: number): number =>
  blend(lattice(i, j, k, seed), lattice(i + 1, j, k, seed), u);

const ease = (t: number): number => t * t * (3 - 2 * t);

function lattice(i: number, j: number, k: number, seed: number): number {
  let hash = Math.imul(i, 0x27d4eb2f) ^ Math.imul(j, 0x165667b1) ^ Math.imul(k, 0x9e3779b1) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

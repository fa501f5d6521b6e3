import { bentRod, length3, smoothUnion } from "../distances.ts";
import { mix, rise, type Colour, type FruitKind } from "../fruit.ts";
import type { Random } from "../../job/random/seededRandom.ts";
import { between, pick } from "../chance.ts";
import { valueNoise } from "../valueNoise.ts";

const stemBrown: Colour = [0.33, 0.23, 0.14];
const russet: Colour = [0.56, 0.38, 0.16];
const varieties: readonly [Colour, ...Colour[]] = [
  [0.68, 0.72, 0.24],
  [0.8, 0.74, 0.3],
  [0.62, 0.48, 0.2],
];
const blush: Colour = [0.8, 0.36, 0.2];

/** A small ball melted onto a big one, freckled, with a stem. */
export const pear: FruitKind = { name: "pear", spin: Math.PI, lean: 0.65, turn: 0.8, grow: growPear };

function growPear(random: Random) {
  const seed = Math.floor(random() * 2 ** 31);
  const ground = pick(random, varieties);
  const belly = between(random, 0.54, 0.6);
  const neck = between(random, 0.24, 0.3);
  const neckAt = between(random, 0.36, 0.5);
  const lopsided = between(random, -0.08, 0.08);
  const rosy = between(random, 0, 0.7);
  const stem = bentRod([lopsided, 0.6, 0], [lopsided, 0.82, 0], [lopsided + between(random, -0.2, 0.2), 1, 0], 0.04, 3);
  const body = (x: number, y: number, z: number) =>
    smoothUnion(length3(x, (y + 0.36) * 0.97, z) - belly, length3(x - lopsided, y - neckAt, z) - neck, 0.55) * 0.95;
  return {
    distance: (x: number, y: number, z: number) => Math.min(body(x, y, z), stem(x, y, z)),
    skin: (x: number, y: number, z: number) => {
      if (stem(x, y, z) < body(x, y, z)) return { colour: stemBrown, gloss: 0.1 };
      const freckle = rise(0.72, 0.84, valueNoise(x * 22, y * 22, z * 22, seed)) * 0.5;
      const sun = rise(-0.2, 0.6, x) * rosy * rise(0.2, 0.7, valueNoise(x * 2, y * 2, z * 2, seed));
      return { colour: mix(mix(ground, blush, sun), russet, freckle + rise(0.55, 0.8, y) * 0.4), gloss: 0.35 };
    },
  };
}

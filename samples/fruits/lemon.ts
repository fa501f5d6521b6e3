import { length3, smoothUnion } from "../distances.ts";
import { mix, rise, type Colour, type FruitKind } from "../fruit.ts";
import type { Random } from "../../job/random/seededRandom.ts";
import { between } from "../chance.ts";
import { valueNoise } from "../valueNoise.ts";

const yellow: Colour = [0.93, 0.78, 0.16];
const green: Colour = [0.66, 0.74, 0.2];

/** An egg with a nipple at both ends and pores all over. */
export const lemon: FruitKind = { name: "lemon", spin: Math.PI, lean: 0.9, turn: Math.PI, grow: growLemon };

function growLemon(random: Random) {
  const seed = Math.floor(random() * 2 ** 31);
  const slim = between(random, 0.72, 0.86);
  const tip = between(random, 0.78, 0.88);
  const unripe = between(random, 0, 0.6) ** 2;
  return {
    distance: (x: number, y: number, z: number) => {
      const egg = (length3(x, y * slim, z) - 0.62) * 0.95;
      const ends = length3(x, Math.abs(y) - tip, z) - (y > 0 ? 0.13 : 0.09);
      const shape = smoothUnion(egg, ends, 0.3);
      if (shape > 0.03) return shape - 0.01;
      const pores = (valueNoise(x * 16, y * 16, z * 16, seed) - 0.5) * 0.012;
      return (shape + pores) * 0.85;
    },
    skin: (x: number, y: number, z: number) => {
      const ends = rise(0.72, 0.95, Math.abs(y)) * 0.6;
      const patches = rise(0.45, 0.9, valueNoise(x * 2, y * 2, z * 2, seed));
      return { colour: mix(yellow, green, ends + unripe + patches * 0.25), gloss: 0.42 };
    },
  };
}

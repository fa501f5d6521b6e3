import { length3, rod } from "../distances.ts";
import { mix, rise, type Colour, type FruitKind } from "../fruit.ts";
import type { Random } from "../../job/random/seededRandom.ts";
import { between, pick } from "../chance.ts";
import { valueNoise } from "../valueNoise.ts";

const stemBrown: Colour = [0.38, 0.28, 0.18];
const bloom: Colour = [0.56, 0.56, 0.72];
const varieties: readonly [Colour, ...Colour[]] = [
  [0.28, 0.1, 0.32],
  [0.36, 0.08, 0.22],
  [0.2, 0.12, 0.36],
];

/** An egg with a crease down one side under a pale, waxy bloom. */
export const plum: FruitKind = { name: "plum", spin: Math.PI, lean: 0.8, turn: Math.PI, grow: growPlum };

function growPlum(random: Random) {
  const seed = Math.floor(random() * 2 ** 31);
  const skin = pick(random, varieties);
  const tall = between(random, 0.76, 0.95);
  const waxy = between(random, 0.2, 0.75);
  const stem = rod([0, 0.72, 0], [between(random, -0.06, 0.06), 0.98, 0], 0.035);
  const body = (x: number, y: number, z: number) => {
    const egg = length3(x, y * tall, z) - 0.72;
    if (egg > 0.1) return egg;
    const crease = 0.055 * rise(0.2, 0.02, Math.abs(x)) * rise(0.1, 0.5, z);
    const hollow = 0.08 * rise(0.3, 0, Math.sqrt(x * x + z * z)) * rise(0.3, 0.6, y);
    return (egg + crease + hollow) * 0.85;
  };
  return {
    distance: (x: number, y: number, z: number) => Math.min(body(x, y, z), stem(x, y, z)),
    skin: (x: number, y: number, z: number) => {
      if (stem(x, y, z) < body(x, y, z)) return { colour: stemBrown, gloss: 0.1 };
      const wax = waxy * rise(0.3, 0.75, valueNoise(x * 2.5, y * 2.5, z * 2.5, seed));
      return { colour: mix(skin, bloom, wax * 0.6), gloss: 0.5 - 0.35 * wax };
    },
  };
}

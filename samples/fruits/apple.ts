import { bentRod, leaf } from "../distances.ts";
import { mix, rise, type Colour, type FruitKind } from "../fruit.ts";
import type { Random } from "../../job/random/seededRandom.ts";
import { between, pick } from "../chance.ts";
import { valueNoise } from "../valueNoise.ts";

const stemBrown: Colour = [0.36, 0.25, 0.16];
const leafGreen: Colour = [0.32, 0.52, 0.18];
const varieties: readonly [[Colour, Colour], ...[Colour, Colour][]] = [
  [
    [0.72, 0.08, 0.1],
    [0.9, 0.72, 0.28],
  ],
  [
    [0.82, 0.2, 0.14],
    [0.93, 0.8, 0.42],
  ],
  [
    [0.56, 0.7, 0.2],
    [0.76, 0.82, 0.4],
  ],
];

/** A round body with a hollow at both ends, streaks from pole to pole, a stem and sometimes a leaf. */
export const apple: FruitKind = { name: "apple", spin: Math.PI, lean: 0.75, turn: 0.6, grow: growApple };

function growApple(random: Random) {
  const seed = Math.floor(random() * 2 ** 31);
  const [blush, ground] = pick(random, varieties);
  const taper = between(random, 0.08, 0.2);
  const tall = between(random, 0.74, 0.84);
  const sunnySide = between(random, -0.5, 0.9);
  const stem = bentRod([0, 0.4, 0], [0, 0.75, 0], [between(random, -0.16, 0.16), 0.97, 0.05], 0.04, 3);
  const foliage = random() < 0.45 ? leaf([0.02, 0.78, 0], 0.62, 0.3) : () => Infinity;

  const body = (x: number, y: number, z: number) => {
    const across = Math.sqrt(x * x + z * z) / (1 + taper * y) - 0.38;
    return (Math.sqrt(across * across + y * y * tall * tall) - 0.55) * 0.9;
  };
  return {
    distance: (x: number, y: number, z: number) => Math.min(body(x, y, z), stem(x, y, z), foliage(x, y, z)),
    skin: (x: number, y: number, z: number) => {
      const toBody = body(x, y, z);
      if (foliage(x, y, z) < toBody) return { colour: leafGreen, gloss: 0.25 };
      if (stem(x, y, z) < toBody) return { colour: stemBrown, gloss: 0.1 };
      const angle = Math.atan2(x, z);
      const streak = valueNoise(angle * 9, y * 1.3, 3.3, seed) * 0.5 + valueNoise(angle * 3, y * 2, 9.1, seed) * 0.5;
      const hollow = rise(0.4, 0.12, Math.sqrt(x * x + z * z)) * 0.7;
      const shade = 0.55 + sunnySide * 0.4 * Math.cos(angle) + (streak - 0.5) * 0.9 - hollow;
      const speckle = rise(0.8, 0.9, valueNoise(x * 26, y * 26, z * 26, seed)) * 0.25;
      return { colour: mix(mix(ground, blush, rise(0.15, 0.75, shade)), ground, speckle), gloss: 0.6 };
    },
  };
}

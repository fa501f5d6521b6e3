import { length3 } from "../distances.ts";
import { mix, rise, type Colour, type FruitKind } from "../fruit.ts";
import type { Random } from "../../job/random/seededRandom.ts";
import { between } from "../chance.ts";
import { valueNoise } from "../valueNoise.ts";

const yellow: Colour = [0.94, 0.79, 0.22];
const green: Colour = [0.62, 0.7, 0.24];
const brown: Colour = [0.34, 0.23, 0.13];

/** An arc of a circle with an almost five-sided section, thinner at its ends. */
export const banana: FruitKind = { name: "banana", spin: 0.5, lean: 0.45, turn: Math.PI, grow: growBanana };

function growBanana(random: Random) {
  const seed = Math.floor(random() * 2 ** 31);
  const radius = between(random, 0.85, 1.25);
  const reach = 0.88 / radius;
  const thick = between(random, 0.2, 0.27);
  const unripe = between(random, 0, 0.7) ** 2;
  const spots = between(random, 0.62, 0.86);
  const middle = radius - 0.28;

  const section = (x: number, y: number) => Math.atan2(x, middle - y);
  return {
    distance: (x: number, y: number, z: number) => {
      const angle = Math.min(reach, Math.max(-reach, section(x, y)));
      const sine = Math.sin(angle);
      const cosine = Math.cos(angle);
      const dx = x - radius * sine;
      const dy = y - middle + radius * cosine;
      const t = angle / reach;
      const outward = dx * sine - dy * cosine;
      const facet = 1 + 0.035 * Math.cos(5 * Math.atan2(z, outward));
      const narrowing = t > 0 ? rise(1, 0.55, t) * 0.72 + 0.28 : rise(-1, -0.62, t) * 0.68 + 0.32;
      return (length3(dx, dy, z) - thick * narrowing * facet) * 0.8;
    },
    skin: (x: number, y: number, z: number) => {
      const t = section(x, y) / reach;
      const tips = Math.max(rise(0.93, 1.02, t), rise(-0.95, -1.02, t));
      const greenish = unripe * 0.6 + rise(0.5, 1, Math.abs(t)) * 0.55;
      const speck = rise(spots, spots + 0.06, valueNoise(x * 13, y * 13, z * 13, seed)) * 0.75;
      const mottled = valueNoise(x * 4, y * 4, z * 4, seed) * 0.12;
      return {
        colour: mix(mix(mix(yellow, green, greenish), brown, speck * (1 - unripe) + mottled), brown, tips),
        gloss: 0.22,
      };
    },
  };
}

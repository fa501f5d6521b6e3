import { bentRod, leaf, length3 } from "../distances.ts";
import { mix, type Colour, type FruitKind } from "../fruit.ts";
import type { Random } from "../../job/random/seededRandom.ts";
import { between } from "../chance.ts";
import { valueNoise } from "../valueNoise.ts";

const stemGreen: Colour = [0.42, 0.46, 0.2];
const leafGreen: Colour = [0.26, 0.46, 0.16];
const bright: Colour = [0.78, 0.06, 0.12];
const dark: Colour = [0.34, 0.02, 0.08];

/** One or two glossy balls, each with a dimple where its long stem goes in. */
export const cherry: FruitKind = { name: "cherry", spin: 1, lean: 0.5, turn: 0.9, grow: growCherry };

function growCherry(random: Random) {
  const seed = Math.floor(random() * 2 ** 31);
  const ripeness = between(random, 0, 0.8);
  const joint = [between(random, -0.1, 0.15), 0.9, 0] as const;
  const single = random() < 0.25;
  const balls = single
    ? [{ x: 0, y: -0.3, z: 0, r: 0.56 }]
    : [
        { x: -0.42, y: -0.4, z: 0, r: between(random, 0.36, 0.42) },
        { x: 0.42, y: -0.48, z: 0.08, r: between(random, 0.34, 0.4) },
      ];
  const stems = balls.map(({ x, y, z, r }) => bentRod([x, y + r * 0.7, z], [x * 0.9, 0.35, z], joint, 0.028, 4));
  const foliage = random() < 0.4 ? leaf([joint[0], 0.84, 0], 0.55, 0.32) : () => Infinity;

  const flesh = (px: number, py: number, pz: number) => {
    let nearest = Infinity;
    for (const { x, y, z, r } of balls) {
      const dx = px - x;
      const dy = py - y;
      const dz = pz - z;
      const across = Math.sqrt(dx * dx + dz * dz) - r * 0.16;
      nearest = Math.min(nearest, length3(across, dy * 1.04, 0) - r * 0.84);
    }
    return nearest;
  };
  const green = (x: number, y: number, z: number) => {
    let nearest = foliage(x, y, z);
    for (const stem of stems) nearest = Math.min(nearest, stem(x, y, z));
    return nearest;
  };
  return {
    distance: (x: number, y: number, z: number) => Math.min(flesh(x, y, z), green(x, y, z)) * 0.95,
    skin: (x: number, y: number, z: number) => {
      if (green(x, y, z) < flesh(x, y, z))
        return { colour: foliage(x, y, z) < 0.02 ? leafGreen : stemGreen, gloss: 0.15 };
      return { colour: mix(bright, dark, ripeness + 0.35 * (valueNoise(x * 3, y * 3, z * 3, seed) - 0.5)), gloss: 1 };
    },
  };
}

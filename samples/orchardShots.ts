import type { Colour, FruitKind } from "./fruit.ts";
import type { Shot } from "./photograph.ts";
import type { Random } from "../job/random/seededRandom.ts";
import { between, pick } from "./chance.ts";

const tables: readonly [Colour, ...Colour[]] = [
  [0.95, 0.94, 0.91],
  [0.9, 0.92, 0.95],
  [0.87, 0.9, 0.84],
  [0.93, 0.86, 0.8],
  [0.8, 0.85, 0.89],
  [0.89, 0.83, 0.88],
  [0.72, 0.7, 0.67],
];

const sides = [96, 112, 128, 160, 192, 224, 256, 320] as const;
const shapes = [1, 1, 1, 4 / 3, 3 / 4, 3 / 2] as const;

/** Chooses size, pose, lamp and table for one picture of a kind. */
export function orchardShot(kind: FruitKind, random: Random): Shot {
  const side = pick(random, sides);
  const shape = pick(random, shapes);
  const [width, height] = [Math.round(shape > 1 ? side : side * shape), Math.round(shape > 1 ? side / shape : side)];
  const [lampX, lampY] = [between(random, -0.75, 0.35), between(random, 0.1, 0.8)];
  const length = Math.sqrt(lampX * lampX + lampY * lampY + 1);
  return {
    width,
    height,
    radius: Math.min(width, height) * between(random, 0.34, 0.47),
    centre: [0.5 + between(random, -0.05, 0.05), 0.5 + between(random, -0.05, 0.05)],
    rotation: rotation(
      between(random, -1, 1) * kind.spin,
      between(random, -1, 1) * kind.lean,
      between(random, -1, 1) * kind.turn,
    ),
    lamp: [lampX / length, lampY / length, 1 / length],
    brightness: between(random, 0.74, 1.06),
    warmth: between(random, -0.05, 0.13),
    table: pick(random, tables),
    grain: between(random, 0.4, 3),
    seed: Math.floor(random() * 2 ** 31),
  };
}

/** World-to-fruit: undo the turn in the picture, then the lean, then the spin about the fruit's own axis. */
function rotation(spin: number, lean: number, turn: number): number[] {
  const [cs, ss] = [Math.cos(spin), Math.sin(spin)];
  const [cl, sl] = [Math.cos(lean), Math.sin(lean)];
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  return [
    cs * ct - ss * sl * st,
    cs * st + ss * sl * ct,
    -ss * cl,
    -cl * st,
    cl * ct,
    sl,
    ss * ct + cs * sl * st,
    ss * st - cs * sl * ct,
    cs * cl,
  ];
}

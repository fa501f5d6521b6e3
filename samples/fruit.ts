import type { Random } from "../job/random/seededRandom.ts";

/** Red, green and blue in [0, 1], as a screen shows them. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface Skin {
  readonly colour: Colour;
  /** 0 (dull) to 1 (wet). */
  readonly gloss: number;
}

/** A fruit standing along y inside the unit sphere: its shape and its skin, as functions of a point. */
export interface Fruit {
  /** Signed distance to the surface, negative inside; may fall short of the true distance, never far beyond it. */
  readonly distance: (x: number, y: number, z: number) => number;
  /** Skin at a point on the surface. */
  readonly skin: (x: number, y: number, z: number) => Skin;
}

/** A kind of fruit: how to grow one, and how it lies before the camera. */
export interface FruitKind {
  readonly name: string;
  readonly grow: (random: Random) => Fruit;
  /** Largest turn about its own axis, radians. */
  readonly spin: number;
  /** Largest lean of its axis towards or away from the camera, radians. */
  readonly lean: number;
  /** Largest turn in the plane of the picture, radians. */
  readonly turn: number;
}

export const mix = (a: Colour, b: Colour, share: number): Colour => {
  const t = share < 0 ? 0 : share > 1 ? 1 : share;
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
};

/** 0 below `from`, 1 above `to`, smooth between. */
export const rise = (from: number, to: number, value: number): number => {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

import type { RgbImage } from "../job/contract/rgbImage.ts";
import { rise, type Colour, type Fruit, type Skin } from "./fruit.ts";
import { valueNoise } from "./valueNoise.ts";

type Vector = readonly [x: number, y: number, z: number];

/** How one picture is taken: straight down on a table, without perspective. */
export interface Shot {
  readonly width: number;
  readonly height: number;
  /** Radius of the fruit's unit sphere, in pixels, and where its centre stands, in shares of the picture. */
  readonly radius: number;
  readonly centre: readonly [x: number, y: number];
  /** World-to-fruit rotation, row-major 3 × 3. */
  readonly rotation: readonly number[];
  /** Unit vector towards the lamp, and its brightness. */
  readonly lamp: Vector;
  readonly brightness: number;
  /** Share of blue that warm light lacks, -0.1 to 0.15. */
  readonly warmth: number;
  readonly table: Colour;
  /** Standard deviation of the sensor's noise, in levels of 255. */
  readonly grain: number;
  readonly seed: number;
}

/** Radius of a sphere around every fruit. */
const bound = 1.08;
/** Pixels between two points where the light of the table is computed. */
const gridStep = 4;

/**
 * Takes a picture of a fruit by sphere tracing its distance function (J. C. Hart, 1996): lamp, sky, sheen, occlusion,
 * a soft shadow on the table. Colours are blended in light (gamma 2) and shown by square root.
 */
export function photograph(fruit: Fruit, shot: Shot): RgbImage {
  const { width, height, radius } = shot;
  const near = turned(fruit.distance, shot.rotation);
  const skin = turned(fruit.skin, shot.rotation);
  const pixel = 1 / radius;
  const table = tableLight(near, shot);
  const tint: Vector = [1 + shot.warmth * 0.5, 1, 1 - shot.warmth];
  const ground: Vector = [shot.table[0] ** 2, shot.table[1] ** 2, shot.table[2] ** 2];

  const data = new Uint8Array(width * height * 3);
  const shown = new Float64Array(3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = (column + 0.5 - shot.centre[0] * width) * pixel;
      const y = -(row + 0.5 - shot.centre[1] * height) * pixel;
      const seen = x * x + y * y < bound * bound ? trace(near, x, y, pixel) : undefined;
      const light = lightAt(table, column, row);
      for (let c = 0; c < 3; c++) shown[c] = (ground[c] ?? 0) * (tint[c] ?? 1) * light;
      if (seen !== undefined) layOver(shown, fruitLight(near, skin, shot, tint, ground, x, y, seen.z), seen.cover);

      const at = (row * width + column) * 3;
      for (let c = 0; c < 3; c++) {
        const noise = (hash(at + c, shot.seed) + hash(at + c, ~shot.seed) - 1) * shot.grain * 2.45;
        data[at + c] = Math.max(0, Math.min(255, Math.round(Math.sqrt(shown[c] ?? 0) * 255 + noise)));
      }
    }
  }
  return { width, height, data };
}

type Distance = (x: number, y: number, z: number) => number;

/** Where the line of sight through (x, y) meets the fruit, and how much of the pixel it covers; undefined if it misses. */
function trace(near: Distance, x: number, y: number, pixel: number): { z: number; cover: number } | undefined {
  let z = Math.sqrt(bound * bound - x * x - y * y);
  const end = -z;
  let closest = Infinity;
  let closestZ = z;
  for (let step = 0; step < 64 && z > end; step++) {
    const distance = near(x, y, z);
    if (distance < 0.003) return { z, cover: 1 };
    if (distance < closest) [closest, closestZ] = [distance, z];
    z -= Math.max(distance, 0.008);
  }
  return closest < pixel ? { z: closestZ, cover: 1 - closest / pixel } : undefined;
}

function fruitLight(
  near: Distance,
  skin: (x: number, y: number, z: number) => Skin,
  shot: Shot,
  tint: Vector,
  ground: Vector,
  x: number,
  y: number,
  z: number,
): Vector {
  const e = 0.008;
  const here = near(x, y, z);
  const [nx, ny, nz] = unit(near(x + e, y, z) - here, near(x, y + e, z) - here, near(x, y, z + e) - here);
  const [lx, ly, lz] = shot.lamp;
  const open = Math.min(1, 0.35 + 0.65 * (Math.max(0, near(x + nx * 0.22, y + ny * 0.22, z + nz * 0.22)) / 0.22));
  const diffuse = Math.max(0, (nx * lx + ny * ly + nz * lz) * 0.86 + 0.14) * shot.brightness;
  const sky = (0.3 + 0.2 * nz + 0.08 * ny) * open;
  const bounce = Math.max(0, 0.32 - 0.32 * nz) * open;

  const { colour, gloss } = skin(x, y, z);
  const [hx, hy, hz] = unit(lx, ly, lz + 1);
  const shine = Math.max(0, nx * hx + ny * hy + nz * hz);
  const sheen = gloss * (0.75 * shine ** (20 + 140 * gloss) + 0.1 * shine ** 8) * shot.brightness;
  const rim = (1 - Math.max(0, nz)) ** 4 * (0.08 + 0.22 * gloss) * open;
  const channel = (albedo: number, lamp: number, table: number) =>
    albedo * albedo * (diffuse * lamp + sky + bounce * table) + sheen * lamp + rim * (0.4 + 0.6 * table);
  return [
    channel(colour[0], tint[0], ground[0]),
    channel(colour[1], tint[1], ground[1]),
    channel(colour[2], tint[2], ground[2]),
  ];
}

/** Light of the table at every fourth pixel: lamp, shadow, cloth and the fall towards the corners. */
function tableLight(near: Distance, shot: Shot): { columns: number; light: Float64Array } {
  const columns = Math.ceil(shot.width / gridStep) + 2;
  const rows = Math.ceil(shot.height / gridStep) + 2;
  const light = new Float64Array(columns * rows);
  const tableZ = tableHeight(near);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [u, v] = [
        (column * gridStep) / shot.width - shot.centre[0],
        (row * gridStep) / shot.height - shot.centre[1],
      ];
      const lit = shadow(near, shot.lamp, (u * shot.width) / shot.radius, (-v * shot.height) / shot.radius, tableZ);
      const cloth = 1 + 0.05 * (valueNoise((column * gridStep) / 23, (row * gridStep) / 31, 0, shot.seed) - 0.5);
      light[row * columns + column] = (0.34 + 0.62 * lit * shot.brightness) * (1 - 0.44 * (u * u + v * v)) * cloth;
    }
  }
  return { columns, light };
}

/** Share of lamp and sky that reaches a point of the table, with a soft edge. */
function shadow(near: Distance, [lx, ly, lz]: Vector, x: number, y: number, z: number): number {
  let lit = 1;
  for (let t = 0.02, step = 0; step < 24 && t < 3.2 && lit > 0.01; step++) {
    const distance = near(x + lx * t, y + ly * t, z + lz * t);
    lit = Math.min(lit, Math.max(0, 0.5 + (4.5 * distance) / t));
    t += Math.max(0.04, distance);
  }
  return rise(0, 1, lit) * (0.55 + 0.45 * rise(-0.05, 0.55, near(x, y, z)));
}

function lightAt({ columns, light }: { columns: number; light: Float64Array }, column: number, row: number): number {
  const u = column / gridStep;
  const v = row / gridStep;
  const at = Math.floor(v) * columns + Math.floor(u);
  const [a = 1, b = 1] = [light[at], light[at + 1]];
  const [c = 1, d = 1] = [light[at + columns], light[at + columns + 1]];
  const top = a + (b - a) * (u % 1);
  return top + (c + (d - c) * (u % 1) - top) * (v % 1);
}

/** Height of the table: the lowest point of the fruit. */
function tableHeight(near: Distance): number {
  const steps = 24;
  let lowest = 0;
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const [x, y] = [((i + 0.5) / steps) * 2 - 1, ((j + 0.5) / steps) * 2 - 1];
      for (let z = -bound; z < lowest;) {
        const distance = near(x, y, z);
        if (distance < 0.01) lowest = z;
        z += Math.max(distance, 0.02);
      }
    }
  }
  return lowest - 0.01;
}

function layOver(under: Float64Array, over: Vector, cover: number): void {
  for (let c = 0; c < 3; c++) under[c] = (under[c] ?? 0) * (1 - cover) + (over[c] ?? 0) * cover;
}

function unit(x: number, y: number, z: number): Vector {
  const length = Math.sqrt(x * x + y * y + z * z) || 1;
  return [x / length, y / length, z / length];
}

/** The same function of space, for a fruit that lies turned. */
function turned<T>(of: (x: number, y: number, z: number) => T, rotation: readonly number[]) {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = rotation;
  return (x: number, y: number, z: number): T =>
    of(a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z);
}

function hash(index: number, seed: number): number {
  let mixed = Math.imul(index ^ seed, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
}

/** Signed distances to simple solids; formulas after Inigo Quilez, "Distance functions". */

export const length3 = (x: number, y: number, z: number): number => Math.sqrt(x * x + y * y + z * z);

/** Two solids melted together over a width of about `softness`. */
export function smoothUnion(a: number, b: number, softness: number): number {
  const overlap = Math.max(softness - Math.abs(a - b), 0) / softness;
  return Math.min(a, b) - overlap * overlap * softness * 0.25;
}

type Point = readonly [x: number, y: number, z: number];

/** A rod with round ends from `from` to `to`. */
export function rod(from: Point, to: Point, radius: number): (x: number, y: number, z: number) => number {
  const [ax, ay, az] = from;
  const [bx, by, bz] = [to[0] - ax, to[1] - ay, to[2] - az];
  const squared = bx * bx + by * by + bz * bz;
  return (x, y, z) => {
    const px = x - ax;
    const py = y - ay;
    const pz = z - az;
    const along = Math.min(1, Math.max(0, (px * bx + py * by + pz * bz) / squared));
    return length3(px - bx * along, py - by * along, pz - bz * along) - radius;
  };
}

/** A rod bent through `bend` on its way: a quadratic Bézier curve in `pieces` straight rods. */
export function bentRod(
  from: Point,
  bend: Point,
  to: Point,
  radius: number,
  pieces = 4,
): (x: number, y: number, z: number) => number {
  const at = (t: number): Point => {
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return [
      a * from[0] + b * bend[0] + c * to[0],
      a * from[1] + b * bend[1] + c * to[1],
      a * from[2] + b * bend[2] + c * to[2],
    ];
  };
  const rods = Array.from({ length: pieces }, (_, piece) => rod(at(piece / pieces), at((piece + 1) / pieces), radius));
  return (x, y, z) => {
    let nearest = Infinity;
    for (const each of rods) nearest = Math.min(nearest, each(x, y, z));
    return nearest;
  };
}

/** A flat almond (a leaf) with its base at `base`, `long` and `wide`, pointing along x and slightly up. */
export function leaf(base: Point, long: number, wide: number): (x: number, y: number, z: number) => number {
  const [cx, cy, cz] = [base[0] + long / 2, base[1] + long * 0.12, base[2]];
  return (x, y, z) => {
    const px = (x - cx) / (long / 2);
    const lift = (y - cy - 0.12 * long * px) / 0.035;
    const side = (z - cz) / (wide / 2) / Math.max(0.15, 1 - px * px * 0.9);
    return (length3(px, lift, side) - 1) * 0.03;
  };
}

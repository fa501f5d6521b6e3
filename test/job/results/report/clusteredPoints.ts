import { seededRandom } from "../../../../job/random/seededRandom.ts";
import type { PointTable } from "../../../../job/results/report/structure/pointTable.ts";

/** Normal clusters around distant centres; the class of point i is i modulo `classes`. */
export function clusteredPoints(
  count: number,
  classes: number,
  dimension: number,
  apart = 4,
): { points: PointTable; classOf: Int32Array } {
  const random = seededRandom(17);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Float64Array.from({ length: classes * dimension }, () => normal() * apart);
  const classOf = Int32Array.from({ length: count }, (_, index) => index % classes);
  const values = Float64Array.from({ length: count * dimension }, (_, at) => {
    const of = classOf[Math.floor(at / dimension)] ?? 0;
    return (centres[of * dimension + (at % dimension)] ?? 0) + normal();
  });
  return { points: { count, dimension, values }, classOf };
}

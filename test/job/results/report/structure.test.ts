import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../../job/random/seededRandom.ts";
import { nearestNeighbours } from "../../../../job/results/report/structure/nearestNeighbours.ts";
import { neighbourAccuracy } from "../../../../job/results/report/structure/neighbourAccuracy.ts";
import type { PointTable } from "../../../../job/results/report/structure/pointTable.ts";
import { QuadTree } from "../../../../job/results/report/structure/quadTree.ts";
import { sampleRows } from "../../../../job/results/report/structure/sampleRows.ts";
import { silhouette } from "../../../../job/results/report/structure/silhouette.ts";
import { computeStructure } from "../../../../job/results/report/structure/structure.ts";
import { structureInWorker } from "../../../../job/results/report/structure/structureInWorker.ts";
import { clusteredPoints } from "./clusteredPoints.ts";

const coordinate = fc.integer({ min: -50, max: 50 });
const table = fc
  .array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 40 })
  .map((rows): PointTable => ({ count: rows.length, dimension: 2, values: Float64Array.from(rows.flat()) }));

function distanceOf({ dimension, values }: PointTable, a: number, b: number): number {
  let sum = 0;
  for (let c = 0; c < dimension; c++) sum += (values[a * dimension + c]! - values[b * dimension + c]!) ** 2;
  return Math.sqrt(sum);
}

/** Σ q²·Δx, Σ q²·Δy and Σ q over all places, with q = 1 / (1 + distance²). */
function exactRepulsion(places: readonly (readonly [number, number])[], x: number, y: number): number[] {
  const sums = [0, 0, 0];
  for (const [ox, oy] of places) {
    const q = 1 / (1 + (x - ox) ** 2 + (y - oy) ** 2);
    for (const [axis, value] of [q * q * (x - ox), q * q * (y - oy), q].entries()) sums[axis]! += value;
  }
  return sums;
}

describe("figures of separation that are wrong mislead whoever trusts the report", () => {
  test("the nearest neighbours are the nearest", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 8 }), (points, wanted) => {
        const { k, indices, distances } = nearestNeighbours(points, wanted);
        expect(k).toBe(Math.min(wanted, points.count - 1));
        for (let a = 0; a < points.count; a++) {
          const own = [...indices.subarray(a * k, (a + 1) * k)];
          const expected = Array.from({ length: points.count }, (_, b) => b)
            .filter((b) => b !== a)
            .map((b) => distanceOf(points, a, b))
            .toSorted((x, y) => x - y)
            .slice(0, k);
          expect(new Set(own).size).toBe(k);
          expect([...distances.subarray(a * k, (a + 1) * k)]).toEqual(expected);
          expect(own.map((b) => distanceOf(points, a, b))).toEqual(expected);
        }
      }),
    );
  });

  test("silhouettes follow the definition", () => {
    fc.assert(
      fc.property(table, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), (points, stream) => {
        const classOf = Array.from({ length: points.count }, () => stream.next().value as number);
        fc.pre(new Set(classOf).size > 1);
        const values = classOf.map((own, a) => {
          const mean = (of: number) => {
            const others = classOf.flatMap((value, b) => (value === of && b !== a ? [distanceOf(points, a, b)] : []));
            return others.length === 0 ? NaN : others.reduce((sum, each) => sum + each, 0) / others.length;
          };
          const within = mean(own);
          if (Number.isNaN(within)) return 0;
          const between = Math.min(...[...new Set(classOf)].filter((of) => of !== own).map((of) => mean(of)));
          return Math.max(within, between) === 0 ? 0 : (between - within) / Math.max(within, between);
        });
        const { overall, byClass } = silhouette(points, classOf, 3);
        expect(overall).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 10);
        for (const of of new Set(classOf)) {
          const own = values.filter((_, index) => classOf[index] === of);
          expect(byClass[of]).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 10);
        }
      }),
    );
  });

  test("leave-one-out accuracy, chance and who is taken for whom", () => {
    const points = { count: 5, dimension: 1, values: Float64Array.of(0, 1, 1.5, 10, 11) };
    const { overall, chance, confusion } = neighbourAccuracy(nearestNeighbours(points, 1), [0, 0, 1, 1, 1], 2);
    expect(overall).toBe(3 / 5);
    expect(chance).toBe(3 / 5);
    expect([...confusion]).toEqual([1, 1, 1, 2]);
  });
});

describe("the maps of a run must be right and the same every time", () => {
  const near = fc.integer({ min: -4, max: 4 });
  const places = fc.array(fc.oneof(fc.tuple(coordinate, coordinate), fc.tuple(near, near)), {
    minLength: 1,
    maxLength: 60,
  });

  test("at theta 0 the quadtree's repulsion is the exact sum, points in one place and all", () => {
    fc.assert(
      fc.property(places, (places) => {
        const tree = new QuadTree();
        tree.build(Float64Array.from(places.flat()));
        const out = new Float64Array(3);
        for (const [x, y] of places) {
          tree.repulsion(x, y, 0, out);
          for (const [axis, value] of exactRepulsion(places, x, y).entries()) expect(out[axis]).toBeCloseTo(value, 9);
        }
      }),
    );
  });

  test("at theta 0.5 a far cell weighs as much as its points", () => {
    const random = seededRandom(4);
    const cluster = (centre: number) =>
      Array.from({ length: 200 }, () => [centre + random(), centre + random()] as const);
    const places = [...cluster(0), ...cluster(40)];
    const tree = new QuadTree();
    tree.build(Float64Array.from(places.flat()));
    const out = new Float64Array(3);
    for (const [x, y] of places.slice(0, 20)) {
      tree.repulsion(x, y, 0.5, out);
      for (const [axis, value] of exactRepulsion(places, x, y).entries())
        expect(Math.abs((out[axis] ?? 0) - value)).toBeLessThan(2);
      tree.repulsion(x + 20, y + 20, 0.5, out);
      const [, , kernel = 0] = exactRepulsion(places, x + 20, y + 20);
      expect(out[2]).toBeCloseTo(kernel, 2);
    }
  });

  test("clusters stay clusters in t-SNE and UMAP, and a second run gives the same places", async () => {
    const { points, classOf } = clusteredPoints(90, 3, 8);
    const task = { points, classOf, classes: 3, seed: 5 };
    const stages = new Set<string>();
    const inWorker = await structureInWorker(task, (stage) => stages.add(stage));
    const here = computeStructure(task, () => undefined);
    expect(inWorker).toEqual(here);
    expect([...stages]).toEqual(["neighbours", "separation", "t-SNE", "UMAP"]);
    for (const layout of [here.tsne, here.umap]) {
      const map = { count: 90, dimension: 2, values: layout! };
      expect(neighbourAccuracy(nearestNeighbours(map, 1), classOf, 3).overall).toBeGreaterThan(0.97);
      expect(silhouette(map, classOf, 3).overall).toBeGreaterThan(0.5);
    }
    expect(computeStructure({ ...task, seed: 6 }, () => undefined).umap).not.toEqual(here.umap);
  });

  test("too few, equal or unlabelled images are no reason to fail", () => {
    const none = { classOf: undefined, classes: 1, seed: 1 };
    for (const count of [3, 9, 12]) {
      const points = { count, dimension: 2, values: new Float64Array(count * 2).fill(7) };
      const { tsne, umap, silhouette, accuracy } = computeStructure({ ...none, points }, () => undefined);
      expect(tsne === undefined).toBe(count < 8);
      for (const value of [...(tsne ?? []), ...(umap ?? [])]) expect(value).not.toBeNaN();
      expect(silhouette).toBeUndefined();
      expect(accuracy).toBeUndefined();
    }
  });
});

test("a sample has no image twice, is in order, and is the same for a seed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer(),
      (count, most, seed) => {
        const sample = [...sampleRows(count, most, seededRandom(seed))];
        expect(sample).toHaveLength(Math.min(count, most));
        expect(new Set(sample).size).toBe(sample.length);
        expect(sample).toEqual(sample.toSorted((a, b) => a - b));
        for (const index of sample) expect(index >= 0 && index < count).toBe(true);
        expect([...sampleRows(count, most, seededRandom(seed))]).toEqual(sample);
      },
    ),
  );
});

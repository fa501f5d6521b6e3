import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitFromStatistics } from "../../../../job/pca/fitFromStatistics.ts";
import { fitPca } from "../../../../job/pca/fitPca.ts";
import type { Matrix } from "../../../../job/pca/matrix.ts";
import { mergeStatistics } from "../../../../job/pca/statistics/mergeStatistics.ts";
import type { Statistics } from "../../../../job/pca/statistics/statistics.ts";
import { statisticsOf } from "../../../../job/pca/statistics/statisticsOf.ts";
import { relativeError } from "../closeness.ts";
import { randomRows } from "../randomRows.ts";
import { rowsOf } from "../rowsOf.ts";

const features = fc.integer({ min: 1, max: 6 });
const feature = fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((value) => value / 10 ** 6);

/** 2 to 4 shards of the same number of features, 0 to 8 rows each. */
const shards = features.chain((columns) =>
  fc.array(
    fc
      .array(fc.array(feature, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 8 })
      .map((rows): Matrix => ({ rows: rows.length, columns, values: Float64Array.from(rows.flat()) })),
    { minLength: 3, maxLength: 4 },
  ),
);

function together(parts: readonly Matrix[]): Matrix {
  const columns = parts[0]!.columns;
  const values = Float64Array.from(parts.flatMap((part) => [...part.values]));
  return { rows: values.length / columns, columns, values };
}

/** Largest difference, in units of the largest feature and of n squares of it. */
function difference(a: Statistics, b: Statistics, parts: readonly Matrix[]): number {
  if (a.count !== b.count) return Infinity;
  const largest = Math.max(1e-6, ...parts.flatMap((part) => Array.from(part.values, Math.abs)));
  const means = a.mean.map((value, j) => Math.abs(value - b.mean[j]!) / largest);
  const scatters = a.scatter.map((value, j) => Math.abs(value - b.scatter[j]!) / largest / largest / a.count);
  return Math.max(...means, ...scatters);
}

/** The largest difference that any shards show between two ways to their statistics. */
async function largestDifference(
  ways: (parts: readonly Matrix[]) => Promise<[Statistics, Statistics]>,
): Promise<number> {
  let largest = 0;
  await fc.assert(
    fc.asyncProperty(shards, async (parts) => {
      const [one, other] = await ways(parts);
      largest = Math.max(largest, difference(one, other, parts));
      return largest < 1e-12;
    }),
    { numRuns: 150 },
  );
  return largest;
}

const statistics = (part: Matrix): Promise<Statistics> => statisticsOf(rowsOf(part));

describe("merged statistics are those of all rows, whatever the split", () => {
  it("merging equals reading in one go", async () => {
    const worst = await largestDifference(async (parts) => [
      (await Promise.all(parts.map(statistics))).reduce(mergeStatistics),
      await statistics(together(parts)),
    ]);
    expect(worst).toBeLessThan(1e-12);
  });

  it("merging is associative", async () => {
    const worst = await largestDifference(async (parts) => {
      const [a, b, c] = await Promise.all(parts.map(statistics));
      return [mergeStatistics(mergeStatistics(a!, b!), c!), mergeStatistics(a!, mergeStatistics(b!, c!))];
    });
    expect(worst).toBeLessThan(1e-12);
  });

  it("merging is commutative, so shard order does not matter", async () => {
    const worst = await largestDifference(async (parts) => {
      const all = await Promise.all(parts.map(statistics));
      return [all.reduce(mergeStatistics), all.reverse().reduce(mergeStatistics)];
    });
    expect(worst).toBeLessThan(1e-12);
  });

  it("empty statistics change nothing", async () => {
    const some = await statistics(randomRows(5, 3, 1));
    const none: Statistics = { count: 0, mean: new Float64Array(3), scatter: new Float64Array(9) };
    expect(mergeStatistics(some, none)).toEqual(some);
    expect(mergeStatistics(none, some)).toEqual(some);
  });

  it("refuses statistics of other features", async () => {
    const three = await statistics(randomRows(5, 3, 1));
    const four = await statistics(randomRows(5, 4, 1));
    expect(() => mergeStatistics(three, four)).toThrow(/3 and of 4 features/);
  });
});

describe("what a PCA owes to its data", () => {
  const data = randomRows(200, 8, 2, (j) => 0.7 ** j);

  it("shifting all rows changes the mean only", async () => {
    const shifted = { ...data, values: data.values.map((value, i) => value + 100 * (i % 8)) };
    const a = await fitPca(rowsOf(data), { components: 8, scale: false });
    const b = await fitPca(rowsOf(shifted), { components: 8, scale: false });
    expect(relativeError(b.explainedVariance, a.explainedVariance)).toBeLessThan(1e-12);
    expect(relativeError(b.components.values, a.components.values)).toBeLessThan(1e-10);
  });

  it("turning all rows turns the components and keeps the variances", async () => {
    const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
    const turn = ({ rows, columns, values }: Matrix): Matrix => {
      const turned = values.slice();
      for (let i = 0; i < rows; i++) {
        turned[i * columns] = cosine * values[i * columns]! - sine * values[i * columns + 5]!;
        turned[i * columns + 5] = sine * values[i * columns]! + cosine * values[i * columns + 5]!;
      }
      return { rows, columns, values: turned };
    };
    const a = await fitPca(rowsOf(data), { components: 8, scale: false });
    const b = await fitPca(rowsOf(turn(data)), { components: 8, scale: false });
    expect(relativeError(b.explainedVariance, a.explainedVariance)).toBeLessThan(1e-12);
    const expected = turn(a.components);
    for (let row = 0; row < 8; row++) {
      let along = 0;
      for (let j = 0; j < 8; j++) along += expected.values[row * 8 + j]! * b.components.values[row * 8 + j]!;
      expect(Math.abs(along)).toBeCloseTo(1, 12);
    }
  });

  it("statistics of shards give the PCA of all rows", async () => {
    const parts = [0, 1, 2, 3].map((shard) => ({
      rows: 50,
      columns: 8,
      values: data.values.slice(shard * 400, (shard + 1) * 400),
    }));
    const merged = (await Promise.all(parts.map(statistics))).reduce(mergeStatistics);
    const a = await fitFromStatistics(merged, { components: 3, scale: true });
    const b = await fitPca(rowsOf(data), { components: 3, scale: true });
    expect(relativeError(a.explainedVariance, b.explainedVariance)).toBeLessThan(1e-13);
    expect(relativeError(a.components.values, b.components.values)).toBeLessThan(1e-11);
  });
});

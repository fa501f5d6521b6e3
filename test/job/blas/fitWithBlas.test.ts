import { dirname } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { blasAtHand } from "../../../job/blas/blasAtHand.ts";
import type { Blas } from "../../../job/pca/blas.ts";
import { fitPca } from "../../../job/pca/fitPca.ts";
import { NotFiniteError } from "../../../job/pca/fixedBlocks.ts";
import type { Matrix, RowSource } from "../../../job/pca/matrix.ts";
import type { Statistics } from "../../../job/pca/statistics/statistics.ts";
import { statisticsFromBytes, statisticsToBytes } from "../../../job/pca/statistics/statisticsBytes.ts";
import { statisticsOf } from "../../../job/pca/statistics/statisticsOf.ts";
import { describeNeeding } from "../../setup/needing.ts";
import { orthonormalityDefect, relativeError, signedLike } from "../pca/closeness.ts";
import { randomRows } from "../pca/randomRows.ts";
import { rowsOf } from "../pca/rowsOf.ts";
import { twoPass } from "../pca/twoPass.ts";

/** Each component well apart from the next, so that all ways must find the same ones. */
const falling = (j: number): number => 0.97 ** j;
const shapes: Record<string, Matrix> = {
  "many rows": randomRows(5000, 200, 1, falling, 3),
  "few rows": randomRows(150, 400, 2, falling, 3),
  "a few features": randomRows(3000, 20, 3, falling, 3),
};

describeNeeding("python", "a PCA by a BLAS", (python) => {
  const environment = { VIRTUAL_ENV: dirname(dirname(python)) };
  const withThreads = async (threads: number): Promise<Blas> =>
    (await blasAtHand({ environment, platform: "linux", threads }))!;
  let blas: Blas;
  beforeAll(async () => void (blas = await withThreads(2)));

  it.each(Object.entries(shapes))("is what it is without one, and says so: %s", async (_, data) => {
    for (const scale of [false, true])
      for (const solver of ["auto", "subspace"] as const) {
        const options = { components: 12, scale, solver };
        const expected = await fitPca(rowsOf(data), options);
        const model = await fitPca(rowsOf(data), { ...options, blas });
        expect(relativeError(model.explainedVariance, expected.explainedVariance)).toBeLessThan(1e-12);
        expect(model.totalVariance / expected.totalVariance).toBeCloseTo(1, 13);
        expect(relativeError(model.mean, expected.mean)).toBeLessThan(1e-14);
        expect(orthonormalityDefect(model.components)).toBeLessThan(1e-13);
        const theirs = expected.components.values;
        expect(relativeError(signedLike(model.components, theirs), theirs)).toBeLessThan(1e-8);
        const side = Number(/\((\d+) ×/.exec(model.solver)?.[1]);
        expect(model.solver.includes("by OpenBLAS")).toBe(side >= 64);
      }
  });

  it("keeps a share of the variance, and knows the rank", async () => {
    const flat = shapes["many rows"]!.values.slice();
    for (let i = 0; i < 5000; i++) for (let j = 90; j < 200; j++) flat[i * 200 + j] = flat[i * 200 + (j % 90)]!;
    const data = { rows: 5000, columns: 200, values: flat };
    const expected = await fitPca(rowsOf(data), { variance: 0.9, scale: false });
    expect((await fitPca(rowsOf(data), { variance: 0.9, scale: false, blas })).components.rows).toBe(
      expected.components.rows,
    );
    await expect(fitPca(rowsOf(data), { components: 91, scale: false, blas })).rejects.toThrow(/have rank 90/);
  });

  it.each([
    ["1e-160", 1e-160],
    ["1e+150", 1e150],
  ])("neither overflows nor vanishes for numbers near %s", async (_, unit) => {
    const data = randomRows(400, 80, 5, (j) => unit * 0.9 ** j);
    const expected = await fitPca(rowsOf(data), { components: 5, scale: false });
    const model = await fitPca(rowsOf(data), { components: 5, scale: false, blas });
    expect(relativeError(model.explainedVariance, expected.explainedVariance)).toBeLessThan(1e-12);
  });

  it("keeps 1e-6 of variances of 1 about means of 10,000, and of blocks that lie apart", async () => {
    const near = randomRows(5000, 70, 6);
    const far = { ...near, values: near.values.map((value) => value + 10_000) };
    const apart = { ...near, values: near.values.map((value, i) => value + (i < 2048 * 70 ? 0 : 2 ** 13)) };
    for (const data of [far, apart]) {
      const { scatter } = await statisticsOf(rowsOf(data), { blas });
      expect(relativeError(scatter, twoPass(data).scatter)).toBeLessThan(1e-11);
    }
    const { explainedVariance } = await fitPca(rowsOf(far), { components: 70, scale: false, blas });
    const plain = await fitPca(rowsOf(near), { components: 70, scale: false });
    expect(relativeError(explainedVariance, plain.explainedVariance)).toBeLessThan(1e-9);
  });

  it("keeps its digits where a first block says nothing of the rows that follow", async () => {
    const near = randomRows(35_000, 70, 8);
    const constantAtFirst = near.values.map((value, i) => (i < 2048 * 70 ? 1e4 : value));
    const drifting = near.values.map((value, i) => value + Math.floor(i / (70 * 1000)) * 50);
    for (const values of [constantAtFirst, drifting]) {
      const data = { ...near, values };
      const { mean, scatter } = await statisticsOf(rowsOf(data), { blas });
      const expected = twoPass(data);
      expect(relativeError(scatter, expected.scatter)).toBeLessThan(1e-12);
      expect(relativeError(mean, expected.mean)).toBeLessThan(1e-12);
    }
  });

  it("keeps its digits where the first row lies far from all others", async () => {
    const data = randomRows(32_768, 70, 11);
    data.values.fill(1e8, 0, 70);
    const { scatter } = await statisticsOf(rowsOf(data), { blas });
    expect(relativeError(scatter, twoPass(data).scatter)).toBeLessThan(1e-12);
  });

  it("knows a feature that never changes by a scatter of exactly 0", async () => {
    const data = randomRows(35_001, 65, 9);
    for (let i = 0; i < data.rows; i++) data.values[i * 65 + 3] = 0.1;
    const { mean, scatter } = await statisticsOf(rowsOf(data), { blas });
    expect(mean[3]).toBe(0.1);
    expect(scatter.subarray(3 * 65, 4 * 65)).toEqual(new Float64Array(65));
  });

  it("adds up the same bytes with any number of threads, in any blocks, and from a checkpoint", async () => {
    // A group of sixteen blocks and two checkpoints of it, in blocks of their own and of the source's own memory.
    const data = randomRows(70_001, 67, 4);
    const checkpoints: Statistics[] = [];
    const whole = await statisticsOf(rowsOf(data, [4096]), {
      blas,
      checkpointRows: 2000,
      onCheckpoint: async (statistics) => void checkpoints.push(statistics),
    });
    expect(checkpoints.map(({ count }) => count)).toEqual([32_768, 65_536]);
    for (const threads of [1, 2, 3, 4])
      expect(await statisticsOf(rowsOf(data, [1234]), { blas: await withThreads(threads) })).toStrictEqual(whole);
    for (const checkpoint of checkpoints) {
      const from = statisticsFromBytes(statisticsToBytes(checkpoint));
      const rest = { rows: data.rows - from.count, columns: 67, values: data.values.slice(from.count * 67) };
      expect(await statisticsOf(rowsOf(rest, [123]), { blas, from })).toStrictEqual(whole);
    }
  });

  it("adds up rows in parts of both types as in one", async () => {
    const data = randomRows(9001, 67, 5);
    const floats = Float32Array.from(data.values);
    const parts: RowSource = async function* () {
      for (let row = 0, part = 0; row < data.rows; part++) {
        const rows = Math.min([2048, 3, 501, 29, 1024][part % 5]!, data.rows - row);
        const values = floats.subarray(row * 67, (row + rows) * 67);
        yield { rows, columns: 67, values: part % 2 === 0 ? values : Float64Array.from(values) };
        row += rows;
      }
    };
    const mixed = await statisticsOf(parts, { blas });
    const whole = await statisticsOf(rowsOf({ ...data, values: Float64Array.from(floats) }, [9001]), { blas });
    expect(mixed.count).toBe(9001);
    for (const key of ["mean", "scatter"] as const) {
      const largest = Math.max(...whole[key].map(Math.abs));
      const apart = mixed[key].map((value, i) => Math.abs(value - whole[key][i]!));
      expect(Math.max(...apart)).toBeLessThan(1e-13 * largest);
    }
  });

  it.each([NaN, -Infinity])("refuses %d and names its row, in blocks of any memory", async (value) => {
    for (const [at, blocks] of [
      [0, 2048],
      [70 * 3000 + 5, 2048],
      [70 * 4999 + 69, 777],
      [70 * 4590, 777],
    ] as const) {
      const data = randomRows(5000, 70, 10);
      data.values[at] = value;
      const failure: unknown = await statisticsOf(rowsOf(data, [blocks]), { blas }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(NotFiniteError);
      expect(failure).toMatchObject({ row: Math.floor(at / 70), feature: at % 70 });
    }
  });

  it.each([1, 2, 5000])("names the row of a fit that is not finite, of %i rows a block", async (rows) => {
    for (const [at, count] of [
      [70 * 40 + 3, 60],
      [70 * 40 + 3, 5000],
      [70 * 4321 + 69, 5000],
    ] as const) {
      const data = randomRows(count, 70, 12);
      data.values[at] = NaN;
      const failure: unknown = await fitPca(rowsOf(data, [rows]), { scale: false, blas }).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ row: Math.floor(at / 70), feature: at % 70 });
    }
  });

  it("finds few pairs by themselves as it finds all, and all where they do not converge", async () => {
    const data = shapes["many rows"]!;
    const asked: number[] = [];
    const counting: Blas = {
      ...blas,
      largestTridiagonalPairs: (tridiagonal, k) => (asked.push(k), blas.largestTridiagonalPairs(tridiagonal, k)),
    };
    const unconverged: Blas = { ...blas, largestTridiagonalPairs: async () => undefined };
    const fit = (components: number, by: Blas) => fitPca(rowsOf(data), { components, scale: false, blas: by });
    for (const components of [1, 12]) {
      const [few, all] = [await fit(components, counting), await fit(components, unconverged)];
      expect(relativeError(few.explainedVariance, all.explainedVariance)).toBeLessThan(1e-13);
      expect(relativeError(few.components.values, all.components.values)).toBeLessThan(1e-10);
      expect(orthonormalityDefect(few.components)).toBeLessThan(1e-13);
    }
    await fit(13, counting);
    expect(asked).toEqual([1, 12]);
  });

  it("knows the rank where it finds few pairs only", async () => {
    const data = randomRows(5000, 200, 13);
    for (let i = 0; i < 5000; i++)
      for (let j = 3; j < 200; j++) data.values[i * 200 + j] = data.values[i * 200 + (j % 3)]!;
    await expect(fitPca(rowsOf(data), { components: 4, scale: false, blas })).rejects.toThrow(/have rank 3/);
    expect((await fitPca(rowsOf(data), { components: 3, scale: false, blas })).components.rows).toBe(3);
  });

  it("adds up float32 as it adds up the same numbers in float64", async () => {
    const { rows, columns, values } = shapes["many rows"]!;
    const float32 = { rows, columns, values: Float32Array.from(values) };
    const float64 = { rows, columns, values: Float64Array.from(float32.values) };
    expect(await statisticsOf(rowsOf(float32), { blas })).toStrictEqual(await statisticsOf(rowsOf(float64), { blas }));
  });

  it("stops, and says why, when the library does", async () => {
    const failing: Blas = { ...blas, addScatter: () => Promise.reject(new Error("no memory left")) };
    await expect(statisticsOf(rowsOf(shapes["many rows"]!), { blas: failing })).rejects.toThrow("no memory left");
    const unconverged: Blas = { ...blas, tridiagonalPairs: () => Promise.reject(new Error("ended with 3")) };
    await expect(
      fitPca(rowsOf(shapes["many rows"]!), { scale: false, components: 90, blas: unconverged, solver: "covariance" }),
    ).rejects.toThrow("ended with 3");
  });
});

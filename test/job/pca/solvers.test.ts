import { describe, expect, it } from "vitest";
import { InputError } from "../../../job/contract/errors.ts";
import { fitPca } from "../../../job/pca/fitPca.ts";
import type { SolverName } from "../../../job/contract/solverNames.ts";
import { projector } from "../../../job/pca/projector.ts";
import { transform } from "../../../job/pca/transform.ts";
import { orthonormalityDefect, relativeError, signedLike } from "./closeness.ts";
import { goldenPca } from "./goldenPca.ts";
import { randomRows } from "./randomRows.ts";
import { matrix, rowsOf } from "./rowsOf.ts";

const solvers = ["gram", "covariance", "subspace", "streaming", "ml-pca"] as const satisfies SolverName[];

/** Each component well apart from the next, so that all solvers must find the same ones. */
const tall = randomRows(900, 130, 1, (j) => 0.9 ** j, 3);
const wide = randomRows(90, 300, 2, (j) => 0.9 ** j, 3);

describe.each(solvers)("the solver %s", (solver) => {
  it.each(goldenPca)("agrees with scikit-learn: $name", async (golden) => {
    const data = { rows: golden.rows, columns: golden.columns, values: Float64Array.from(golden.values) };
    const { rank: components, scale, whiten } = golden;
    const model = await fitPca(rowsOf(data), { components, scale, whiten, solver });
    expect(model.solver).toContain(solver);
    expect(relativeError(model.explainedVariance, golden.explainedVariance)).toBeLessThan(1e-11);
    expect(relativeError(signedLike(model.components, golden.components), golden.components)).toBeLessThan(1e-8);
    const projected = transform(model, data).map((value) => Math.abs(value));
    expect(
      relativeError(
        projected,
        golden.projections.map((value) => Math.abs(value)),
      ),
    ).toBeLessThan(1e-8);
  });

  it.each([
    ["many rows", tall],
    ["few rows", wide],
  ])("finds what auto finds: %s", async (_, data) => {
    for (const choice of [{ components: 6 }, { variance: 0.97 }]) {
      const expected = await fitPca(rowsOf(data), { ...choice, scale: true });
      const model = await fitPca(rowsOf(data), { ...choice, scale: true, solver });
      expect(model.components.rows).toBe(expected.components.rows);
      expect(model.totalVariance / expected.totalVariance).toBeCloseTo(1, 12);
      expect(relativeError(model.explainedVariance, expected.explainedVariance)).toBeLessThan(1e-10);
      expect(orthonormalityDefect(model.components)).toBeLessThan(1e-12);
      const k = 6;
      const separated = { ...model.components, rows: k };
      const theirs = expected.components.values.subarray(0, k * data.columns);
      expect(relativeError(signedLike(separated, theirs).subarray(0, k * data.columns), theirs)).toBeLessThan(1e-6);
    }
  });

  it("gives the same bytes for any blocks of the source", async () => {
    const whole = await fitPca(rowsOf(tall), { components: 4, scale: false, solver });
    expect(await fitPca(rowsOf(tall, [1, 200, 33]), { components: 4, scale: false, solver })).toStrictEqual(whole);
  });

  it("names the rank, and the lack of variance", async () => {
    const flat = matrix([
      [1, 2, 3, 4],
      [2, 4, 6, 8],
      [3, 6, 9, 12],
      [5, 10, 15, 20],
      [0, 0, 0, 0],
    ]);
    await expect(fitPca(rowsOf(flat), { components: 2, scale: false, solver })).rejects.toThrow(/have rank 1/);
    expect((await fitPca(rowsOf(flat), { variance: 1, scale: false, solver })).components.rows).toBe(1);
    const alike = matrix([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    await expect(fitPca(rowsOf(alike), { scale: false, solver })).rejects.toThrow(/all alike/);
    await expect(fitPca(rowsOf(matrix([[1, 2]])), { scale: false, solver })).rejects.toBeInstanceOf(InputError);
    await expect(fitPca(rowsOf(matrix([])), { scale: false, solver })).rejects.toBeInstanceOf(InputError);
  });
});

describe("auto chooses by shape", () => {
  it.each([
    ["fewer rows than features", wide, {}, /^gram \(90 × 90\)/],
    ["more rows than features", tall, {}, /^covariance \(130 × 130\)/],
    [
      "few of many components",
      randomRows(700, 600, 3, (j) => 0.9 ** j),
      { components: 3 },
      /^subspace of the cov.* \(600/,
    ],
    ["few of many rows", randomRows(550, 600, 3, (j) => 0.9 ** j), { components: 3 }, /^subspace of the gram .* \(550/],
    ["features beyond the limit", tall, { largestCovariance: 100 }, /^streaming \(\d+ passes over 900 × 130/],
  ])("%s", async (_, data, options, expected) => {
    expect((await fitPca(rowsOf(data), { components: 3, scale: false, ...options })).solver).toMatch(expected);
  });

  it("and finds the largest pairs where none of them stands out", async () => {
    const model = await fitPca(rowsOf(randomRows(3000, 512, 4)), { components: 16, scale: false });
    const all = await fitPca(rowsOf(randomRows(3000, 512, 4)), { components: 16, scale: false, solver: "covariance" });
    expect(relativeError(model.explainedVariance, all.explainedVariance)).toBeLessThan(1e-12);
  });
});

it("refuses shapes that the solver asked for cannot hold", async () => {
  const large = { rows: 21_000, columns: 2, values: new Float64Array(42_000) };
  await expect(fitPca(rowsOf(large), { scale: false, solver: "gram" })).rejects.toThrow(/too many for the solver gram/);
  await expect(fitPca(rowsOf(tall), { scale: false, solver: "covariance", largestCovariance: 100 })).rejects.toThrow(
    /too many for the solver covariance/,
  );
  const many = randomRows(3000, 700, 5);
  await expect(fitPca(rowsOf(many), { scale: false, solver: "ml-pca" })).rejects.toThrow(/3000 rows × 700 features/);
});

it("whitened projections have variance 1, by transform and by projector", async () => {
  const model = await fitPca(rowsOf(tall), { components: 5, scale: false, whiten: true });
  const projected = transform(model, tall);
  for (let k = 0; k < 5; k++) {
    let squares = 0;
    for (let row = 0; row < tall.rows; row++) squares += projected[row * 5 + k]! ** 2;
    expect(squares / (tall.rows - 1)).toBeCloseTo(1, 10);
  }
  expect(relativeError(await projector(model)(tall), projected)).toBeLessThan(1e-13);
});

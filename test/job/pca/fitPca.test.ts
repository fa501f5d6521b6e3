import { describe, expect, it } from "vitest";
import { InputError } from "../../../job/contract/errors.ts";
import { NotFiniteError } from "../../../job/pca/fixedBlocks.ts";
import { fitPca } from "../../../job/pca/fitPca.ts";
import { transform } from "../../../job/pca/transform.ts";
import { orthonormalityDefect, relativeError } from "./closeness.ts";
import { randomRows } from "./randomRows.ts";
import { matrix, rowsOf } from "./rowsOf.ts";

const falling = (feature: number): number => 0.9 ** feature;

describe("identities of a fitted PCA", () => {
  for (const [name, data] of [
    ["more rows than features", randomRows(120, 12, 1, falling)],
    ["fewer rows than features", randomRows(20, 50, 2, falling)],
    ["as many rows as features", randomRows(30, 30, 3, falling)],
  ] as const)
    it(`${name}: orthonormal components, variances that add up, uncorrelated projections`, async () => {
      const model = await fitPca(rowsOf(data), { variance: 1, scale: false });
      const k = model.components.rows;
      expect(k).toBe(Math.min(data.rows - 1, data.columns));
      expect(orthonormalityDefect(model.components)).toBeLessThan(1e-13);
      const sum = model.explainedVariance.reduce((total, value) => total + value, 0);
      expect(sum / model.totalVariance).toBeCloseTo(1, 12);

      const projections = transform(model, data);
      for (let a = 0; a < k; a++)
        for (let b = 0; b <= a; b++) {
          let covariance = 0;
          for (let row = 0; row < data.rows; row++)
            covariance += (projections[row * k + a]! * projections[row * k + b]!) / (data.rows - 1);
          const expected = a === b ? model.explainedVariance[a]! : 0;
          expect(Math.abs(covariance - expected)).toBeLessThan(1e-12 * model.totalVariance);
        }
    });

  it("turns each component so that its largest entry is positive", async () => {
    const model = await fitPca(rowsOf(randomRows(50, 9, 4, falling)), { components: 9, scale: false });
    for (let row = 0; row < 9; row++) {
      const component = [...model.components.values.subarray(row * 9, row * 9 + 9)];
      const largest = component.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      expect(largest).toBeGreaterThan(0);
    }
  });

  it("lets the first of two equal entries decide the sign", async () => {
    const model = await fitPca(
      rowsOf(
        matrix([
          [1, -1],
          [-1, 1],
          [2, -2],
          [-2, 2],
        ]),
      ),
      { components: 1, scale: false },
    );
    expect(model.components.values[0]).toBeCloseTo(Math.SQRT1_2, 14);
    expect(model.components.values[1]).toBeCloseTo(-Math.SQRT1_2, 14);
  });
});

describe("the same rows give the same bytes", () => {
  for (const [name, data] of [
    ["by statistics", randomRows(3000, 40, 5, falling)],
    ["by rows", randomRows(60, 90, 6, falling)],
  ] as const)
    it(`${name}: whatever the source's blocks`, async () => {
      const whole = await fitPca(rowsOf(data), { components: 5, scale: true });
      for (const sizes of [[1], [7, 1, 500], [2048], [64, 63]])
        expect(await fitPca(rowsOf(data, sizes), { components: 5, scale: true })).toStrictEqual(whole);
    });
});

describe("how many components are kept", () => {
  // Variances 9, 3, 1 of 13: 69 %, 92 %, 100 %.
  const data = matrix([
    [3, 0, 0],
    [-3, 0, 0],
    [0, Math.sqrt(3), 0],
    [0, -Math.sqrt(3), 0],
    [0, 0, 1],
    [0, 0, -1],
  ]);

  it.each([
    [0.5, 1],
    [0.7, 2],
    [0.92, 2],
    [0.93, 3],
    [1, 3],
  ])("%f of the variance takes %i", async (variance, expected) => {
    const model = await fitPca(rowsOf(data), { variance, scale: false });
    expect(model.components.rows).toBe(expected);
  });

  it("keeps 90 % of the variance where nothing is asked", async () => {
    expect((await fitPca(rowsOf(data), { scale: false })).components.rows).toBe(2);
  });

  it("names the rank where more is asked", async () => {
    await expect(fitPca(rowsOf(data), { components: 4, scale: false })).rejects.toThrow(
      /6 rows × 3 features have rank 3/,
    );
    await expect(fitPca(rowsOf(randomRows(8, 30, 7)), { components: 8, scale: false })).rejects.toThrow(/rank 7/);
  });

  it("gives what there is where a share of the variance asks for more than the rank", async () => {
    const model = await fitPca(rowsOf(randomRows(4, 30, 8)), { variance: 1, scale: false });
    expect(model.components.rows).toBe(3);
  });

  it.each([
    { components: 0 },
    { components: 1.5 },
    { variance: 0 },
    { variance: 1.1 },
    { components: 2, variance: 0.5 },
  ])("refuses %o", async (choice) => {
    await expect(fitPca(rowsOf(data), { ...choice, scale: false })).rejects.toBeInstanceOf(InputError);
  });
});

describe("degenerate features", () => {
  it("says so where there are no rows, or one", async () => {
    await expect(fitPca(rowsOf(matrix([])), { scale: false })).rejects.toThrow(/no rows/);
    await expect(fitPca(rowsOf(matrix([[1, 2, 3]])), { scale: false })).rejects.toThrow(/one row/);
    await expect(fitPca(rowsOf(matrix([[1]])), { scale: false })).rejects.toThrow(/one row/);
  });

  it("says so where all rows are alike, few or many", async () => {
    for (const copies of [2, 50])
      await expect(
        fitPca(rowsOf(matrix(Array.from({ length: copies }, () => [0.1, 0.7, -3]))), { scale: true }),
      ).rejects.toThrow(/all alike/);
  });

  it("counts duplicated rows once towards the rank", async () => {
    const distinct = randomRows(3, 6, 9);
    const copies = {
      rows: 12,
      columns: 6,
      values: Float64Array.from({ length: 72 }, (_, i) => distinct.values[i % 18]!),
    };
    await expect(fitPca(rowsOf(copies), { components: 3, scale: false })).rejects.toThrow(/rank 2/);
    expect((await fitPca(rowsOf(copies), { components: 2, scale: false })).explainedVariance.length).toBe(2);
  });

  it("divides constant features by 1 and lists them", async () => {
    const values = randomRows(40, 5, 10).values.map((value, i) => (i % 5 === 3 ? 0.1 : value));
    for (const rows of [40, 4]) {
      const data = { rows, columns: 5, values: values.slice(0, rows * 5) };
      const model = await fitPca(rowsOf(data), { variance: 1, scale: true });
      expect(model.constantFeatures).toEqual([3]);
      expect(model.scale[3]).toBe(1);
      expect(model.totalVariance).toBeCloseTo((4 * rows) / (rows - 1), 10);
    }
  });

  it.each([NaN, Infinity, -Infinity])("names the row and the feature that is %f", async (value) => {
    const data = randomRows(5000, 4, 11);
    data.values[4321 * 4 + 2] = value;
    const failure: unknown = await fitPca(rowsOf(data, [1000]), { scale: false }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotFiniteError);
    expect(failure).toMatchObject({ row: 4321, feature: 2, exitCode: 2 });
  });

  it("says so where squares overflow, instead of giving NaN", async () => {
    for (const rows of [3, 30])
      await expect(fitPca(rowsOf(randomRows(rows, 4, 12, () => 1e200)), { scale: false })).rejects.toThrow(/overflow/);
  });

  it("names the row whose number of features differs", async () => {
    await expect(fitPca(ragged, { scale: false })).rejects.toThrow(/row 1 has 3 features/);
  });

  it("keeps 1e-6 of relative accuracy 10,000 standard deviations from zero", async () => {
    const near = randomRows(4000, 10, 13, falling);
    const far = { ...near, values: near.values.map((value) => value + 1e4) };
    const a = await fitPca(rowsOf(near), { components: 10, scale: false });
    const b = await fitPca(rowsOf(far), { components: 10, scale: false });
    expect(relativeError(b.explainedVariance, a.explainedVariance)).toBeLessThan(1e-10);
    expect(relativeError(b.components.values, a.components.values)).toBeLessThan(1e-8);
  });
});

it("reports the rows it has read", async () => {
  const seen: number[] = [];
  await fitPca(rowsOf(randomRows(5000, 3, 14), [100]), { scale: false, onProgress: (rows) => seen.push(rows) });
  expect(seen.at(-1)).toBe(5000);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

async function* ragged() {
  yield matrix([[1, 2]]);
  yield matrix([[1, 2, 3]]);
}

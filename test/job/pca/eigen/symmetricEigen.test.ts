import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../../../../job/pca/eigen/symmetricEigen.ts";
import { chosenKernel } from "../../../../job/pca/kernel/chosenKernel.ts";
import { typescriptKernel } from "../../../../job/pca/kernel/typescriptKernel.ts";
import type { Matrix } from "../../../../job/pca/matrix.ts";
import { orthonormalityDefect, relativeError } from "../closeness.ts";
import { randomRows } from "../randomRows.ts";

const kernel = chosenKernel();

/** Largest entry of |A·v - λ·v| over all pairs, relative to the largest eigenvalue. */
function residual(a: Matrix, values: Float64Array, vectors: Matrix): number {
  const n = a.rows;
  let largest = 0;
  for (let k = 0; k < vectors.rows; k++)
    for (let i = 0; i < n; i++) {
      let sum = -values[k]! * vectors.values[k * n + i]!;
      for (let j = 0; j < n; j++) sum += a.values[i * n + j]! * vectors.values[k * n + j]!;
      largest = Math.max(largest, Math.abs(sum));
    }
  const scale = Math.max(...Array.from(values, Math.abs));
  return scale === 0 ? largest : largest / scale;
}

function symmetric(n: number, entry: (i: number, j: number) => number): Matrix {
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) values[i * n + j] = values[j * n + i] = entry(i, j);
  return { rows: n, columns: n, values };
}

const tridiagonal = (n: number, diagonal: (i: number) => number, off: (i: number) => number): Matrix =>
  symmetric(n, (i, j) => (i === j ? diagonal(i) : i === j + 1 ? off(j) : 0));

async function random(n: number, seed: number, deviation?: (feature: number) => number): Promise<Matrix> {
  const rows = randomRows(2 * n, n, seed, deviation);
  return kernel.multiply(rows, rows, { left: true });
}

describe("eigenpairs of hard symmetric matrices are orthonormal and exact to rounding", () => {
  const cases: [string, () => Matrix | Promise<Matrix>][] = [
    ["1 × 1", () => symmetric(1, () => -3)],
    ["2 × 2 with a double eigenvalue", () => symmetric(2, (i, j) => (i === j ? 5 : 0))],
    ["all zeros", () => symmetric(70, () => 0)],
    ["the identity", () => symmetric(70, (i, j) => (i === j ? 1 : 0))],
    ["all ones: rank 1", () => symmetric(90, () => 1)],
    ["a diagonal in the wrong order", () => symmetric(80, (i, j) => (i === j ? (i * 37) % 80 : 0))],
    [
      "Wilkinson's W₁₀₁: pairs that agree to rounding",
      () =>
        tridiagonal(
          101,
          (i) => Math.abs(i - 50),
          () => 1,
        ),
    ],
    [
      "glued Wilkinson matrices: clusters of pairs",
      () =>
        tridiagonal(
          168,
          (i) => Math.abs((i % 21) - 10),
          (i) => (i % 21 === 20 ? 1e-8 : 1),
        ),
    ],
    [
      "the second difference",
      () =>
        tridiagonal(
          130,
          () => 2,
          () => -1,
        ),
    ],
    ["graded over 60 powers of ten", () => symmetric(60, (i, j) => 10 ** (-(i + j) / 2) * (i === j ? 2 : 1))],
    ["entries near the largest number", () => symmetric(40, (i, j) => (1 + ((i * j) % 7)) * 1e300)],
    ["entries near the smallest number", () => symmetric(40, (i, j) => (1 + ((i * j) % 7)) * 1e-300)],
    ["Hilbert's", () => symmetric(64, (i, j) => 1 / (i + j + 1))],
    ["random, 33 (one split)", () => random(33, 1)],
    ["random, 150", () => random(150, 2)],
    ["random, 301, falling spectrum", () => random(301, 3, (j) => 0.97 ** j)],
    [
      "random of rank 20 in 200",
      async () => {
        const rows = randomRows(20, 200, 4);
        return kernel.multiply(rows, rows, { left: true });
      },
    ],
  ];

  it.each(cases)("%s", async (_, make) => {
    const a = await make();
    const { values, vectors } = await symmetricEigen(a, kernel);
    expect(values.length).toBe(a.rows);
    expect([...values]).toEqual([...values].sort((x, y) => y - x));
    expect(orthonormalityDefect(vectors)).toBeLessThan(1e-13);
    expect(residual(a, values, vectors)).toBeLessThan(1e-13);
  });
});

it("finds the known eigenvalues of the second difference", async () => {
  const n = 200;
  const { values } = await symmetricEigen(
    tridiagonal(
      n,
      () => 2,
      () => -1,
    ),
    kernel,
  );
  const known = Array.from({ length: n }, (_, i) => 2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)));
  expect(relativeError(values, known)).toBeLessThan(1e-14);
});

it("gives the same pairs when only the largest are wanted", async () => {
  const a = await random(120, 5);
  const all = await symmetricEigen(a, kernel);
  const largest = await symmetricEigen(a, kernel, () => 7);
  expect(largest.values).toEqual(all.values.slice(0, 7));
  expect(largest.vectors.rows).toBe(7);
  expect(relativeError(largest.vectors.values, all.vectors.values.slice(0, 7 * 120))).toBeLessThan(1e-12);
});

it("holds for any symmetric matrix of small integers", async () => {
  const matrices = fc
    .integer({ min: 1, max: 45 })
    .chain((n) =>
      fc
        .array(fc.integer({ min: -3, max: 3 }), { minLength: n * n, maxLength: n * n })
        .map((entries) => symmetric(n, (i, j) => entries[i * n + j]!)),
    );
  await fc.assert(
    fc.asyncProperty(matrices, async (a) => {
      const { values, vectors } = await symmetricEigen(a, typescriptKernel);
      expect(orthonormalityDefect(vectors)).toBeLessThan(1e-13);
      expect(residual(a, values, vectors)).toBeLessThan(1e-13);
    }),
    { numRuns: 60 },
  );
});

import { expect, it } from "vitest";
import { largestEigenpairs } from "../../../../job/pca/eigen/largestEigenpairs.ts";
import { symmetricEigen } from "../../../../job/pca/eigen/symmetricEigen.ts";
import { chosenKernel } from "../../../../job/pca/kernel/chosenKernel.ts";
import { orthonormalityDefect, relativeError } from "../closeness.ts";
import { randomRows } from "../randomRows.ts";

const kernel = chosenKernel();
const rows = randomRows(400, 200, 1, (j) => (1 + j) ** -0.5);
const matrix = await kernel.multiply(rows, rows, { left: true });
const search = (wanted: number, productsAllowed: number) =>
  largestEigenpairs({
    kernel,
    size: 200,
    wanted,
    apply: (vectors) => kernel.multiply(vectors, matrix),
    productsAllowed,
  });

it("finds the largest pairs to 1e-6 rad, by few products", async () => {
  const all = await symmetricEigen(matrix, kernel);
  for (const wanted of [1, 5, 30]) {
    const found = await search(wanted, 60);
    expect(found.converged).toBe(true);
    expect(found.products).toBeLessThan(40);
    expect(relativeError(found.values, all.values.slice(0, wanted))).toBeLessThan(1e-13);
    expect(orthonormalityDefect(found.vectors)).toBeLessThan(1e-13);
    for (let i = 0; i < wanted; i++) {
      let along = 0;
      for (let j = 0; j < 200; j++) along += found.vectors.values[i * 200 + j]! * all.vectors.values[i * 200 + j]!;
      // 1 - cos(1e-6) is 5e-13.
      expect(1 - Math.abs(along)).toBeLessThan(5e-13);
    }
  }
});

it("says so where it was stopped, with a residual that bounds the error of the values", async () => {
  const all = await symmetricEigen(matrix, kernel);
  const stopped = await search(5, 3);
  expect(stopped.converged).toBe(false);
  expect(stopped.products).toBe(3);
  expect(stopped.residual).toBeGreaterThan(1e-9);
  for (let i = 0; i < 5; i++) {
    const nearest = Math.min(...[...all.values].map((value) => Math.abs(value - stopped.values[i]!)));
    expect(nearest).toBeLessThanOrEqual(stopped.residual * stopped.values[0]!);
  }
});

it("finds all pairs of a matrix smaller than its block, and of rank 1", async () => {
  const ones = { rows: 6, columns: 6, values: new Float64Array(36).fill(2) };
  const found = await largestEigenpairs({
    kernel,
    size: 6,
    wanted: 6,
    apply: (vectors) => kernel.multiply(vectors, ones),
    productsAllowed: 10,
  });
  expect(found.converged).toBe(true);
  expect(relativeError(found.values, [12, 0, 0, 0, 0, 0])).toBeLessThan(1e-14);
});

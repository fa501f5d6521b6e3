import { describe, expect, it } from "vitest";
import { fitPca } from "../../../job/pca/fitPca.ts";
import type { Matrix } from "../../../job/pca/matrix.ts";
import { projector } from "../../../job/pca/projector.ts";
import { transform } from "../../../job/pca/transform.ts";
import { relativeError } from "./closeness.ts";
import { randomRows } from "./randomRows.ts";
import { rowsOf } from "./rowsOf.ts";

const data = randomRows(600, 70, 1, (j) => 0.95 ** j, 5);
const model = await fitPca(rowsOf(data), { components: 20, scale: true });

function part({ columns, values }: Matrix, from: number, rows: number): Matrix {
  return { rows, columns, values: values.slice(from * columns, (from + rows) * columns) };
}

describe("projections of rows", () => {
  it("follow ((x - mean) / scale) · componentsᵀ", () => {
    const projected = transform(model, data);
    for (const row of [0, 7, 599])
      for (let component = 0; component < 20; component++) {
        let expected = 0;
        for (let j = 0; j < 70; j++)
          expected +=
            ((data.values[row * 70 + j]! - model.mean[j]!) / model.scale[j]!) *
            model.components.values[component * 70 + j]!;
        expect(projected[row * 20 + component]).toBeCloseTo(expected, 11);
      }
  });

  it("are the same to rounding through a kernel", async () => {
    const throughKernel = await projector(model)(data);
    expect(relativeError(throughKernel, transform(model, data))).toBeLessThan(1e-14);
  });

  it.each([
    ["transform", async (block: Matrix) => transform(model, block)],
    ["projector", projector(model)],
  ] as const)("of a row are the same bytes in any block: %s", async (_, project) => {
    const whole = await project(data);
    for (const [from, rows] of [
      [0, 1],
      [3, 2],
      [255, 2],
      [500, 100],
      [1, 599],
    ] as const)
      expect(await project(part(data, from, rows))).toEqual(whole.slice(from * 20, (from + rows) * 20));
    expect(await project(part(data, 0, 0))).toHaveLength(0);
  });

  it("of float32 and of float64 rows are equal where the numbers are", () => {
    const rounded = Float32Array.from(data.values);
    const short = transform(model, { ...data, values: rounded });
    expect(transform(model, { ...data, values: Float64Array.from(rounded) })).toEqual(short);
  });

  it("refuse rows of another number of features", async () => {
    const other = randomRows(2, 69, 2);
    expect(() => transform(model, other)).toThrow(/69 features .* has 70/);
    await expect(projector(model)(other)).rejects.toThrow(/69 features/);
  });
});

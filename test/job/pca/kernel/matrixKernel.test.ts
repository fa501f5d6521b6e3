import { describe, expect, it } from "vitest";
import { chosenKernel } from "../../../../job/pca/kernel/chosenKernel.ts";
import type { MatrixKernel, Transposed } from "../../../../job/pca/kernel/matrixKernel.ts";
import { onnxruntimeKernel } from "../../../../job/pca/kernel/onnxruntimeKernel.ts";
import { transpose, typescriptKernel } from "../../../../job/pca/kernel/typescriptKernel.ts";
import { webAssemblyKernel } from "../../../../job/pca/kernel/webAssemblyKernel.ts";
import type { Matrix } from "../../../../job/pca/matrix.ts";
import { relativeError } from "../closeness.ts";
import { randomRows } from "../randomRows.ts";

const oneThread = onnxruntimeKernel(1);
const twoThreads = onnxruntimeKernel(2);

function byDefinition(left: Matrix, right: Matrix): Float64Array {
  const product = new Float64Array(left.rows * right.columns);
  for (let i = 0; i < left.rows; i++)
    for (let j = 0; j < right.columns; j++)
      for (let l = 0; l < left.columns; l++)
        product[i * right.columns + j]! += left.values[i * left.columns + l]! * right.values[l * right.columns + j]!;
  return product;
}

const kernels: MatrixKernel[] = [typescriptKernel, webAssemblyKernel, oneThread, twoThreads, chosenKernel(2)];
const orientations: Transposed[] = [{}, { left: true }, { right: true }, { left: true, right: true }];

describe.each(kernels)("products by $name", (kernel) => {
  it.each(orientations)("equal the definition, read transposed as %o", async (transposed) => {
    for (const [rows, inner, columns] of [
      [1, 1, 1],
      [3, 5, 2],
      [33, 70, 21],
      [130, 64, 97],
    ] as const) {
      const left = randomRows(rows, inner, rows);
      const right = randomRows(inner, columns, columns + 100);
      const expected = byDefinition(left, right);
      const given = [transposed.left ? transpose(left) : left, transposed.right ? transpose(right) : right] as const;

      const product = await kernel.multiply(...given, transposed);
      expect([product.rows, product.columns]).toEqual([rows, columns]);
      expect(relativeError(product.values, expected)).toBeLessThan(1e-14);

      const sum = { rows, columns, values: new Float64Array(rows * columns).fill(1) };
      await kernel.addProduct(...given, sum, transposed);
      expect(
        relativeError(
          sum.values,
          expected.map((value) => value + 1),
        ),
      ).toBeLessThan(1e-13);
    }
  });

  it("refuse factors that do not fit", async () => {
    await expect(kernel.multiply(randomRows(2, 3, 1), randomRows(2, 3, 2))).rejects.toThrow(/2 × 3 .* by 2 × 3/);
  });

  it("are empty where a side is", async () => {
    expect(await kernel.multiply(randomRows(0, 3, 1), randomRows(3, 4, 2))).toMatchObject({ rows: 0, columns: 4 });
  });
});

describe("an onnxruntime product has the same bytes", () => {
  const left = randomRows(700, 300, 1);
  const right = randomRows(300, 260, 2);

  it("with one thread and with two, again and again", async () => {
    const expected = (await oneThread.multiply(left, right)).values;
    for (let run = 0; run < 5; run++) expect((await twoThreads.multiply(left, right)).values).toEqual(expected);
    const gram = (await oneThread.multiply(left, left, { left: true })).values;
    for (let run = 0; run < 5; run++)
      expect((await twoThreads.multiply(left, left, { left: true })).values).toEqual(gram);
  });

  it("for a row, whatever rows stand beside it", async () => {
    const whole = (await twoThreads.multiply(left, right)).values;
    for (const [from, rows] of [
      [0, 1],
      [17, 5],
      [100, 333],
    ] as const) {
      const part = { rows, columns: 300, values: left.values.slice(from * 300, (from + rows) * 300) };
      const product = await twoThreads.multiply(part, right);
      expect(product.values).toEqual(whole.slice(from * 260, (from + rows) * 260));
    }
  });
});

describe("a WebAssembly product has the same bytes", () => {
  const left = randomRows(23, 31, 1);
  const right = randomRows(31, 18, 2);

  it.each([{}, { right: true }])("for a row, whatever rows and columns stand beside it, read as %o", async (read) => {
    const given = read.right ? transpose(right) : right;
    const whole = (await webAssemblyKernel.multiply(left, given, read)).values;
    for (let rows = 1; rows <= 9; rows++) {
      const part = { rows, columns: 31, values: left.values.slice(2 * 31, (2 + rows) * 31) };
      const product = await webAssemblyKernel.multiply(part, given, read);
      expect(product.values).toEqual(whole.slice(2 * 18, (2 + rows) * 18));
    }
    for (let columns = 1; columns <= 9; columns++) {
      const columnsOf = { rows: columns, columns: 31, values: transpose(right).values.slice(0, columns * 31) };
      const part = read.right ? columnsOf : transpose(columnsOf);
      const product = await webAssemblyKernel.multiply(left, part, read);
      expect(product.values).toEqual(whole.filter((_, at) => at % 18 < columns));
    }
  });

  it("of a matrix with itself", async () => {
    const copy = { ...left, values: left.values.slice() };
    const expected = await webAssemblyKernel.multiply(left, copy, { right: true });
    expect(await webAssemblyKernel.multiply(left, left, { right: true })).toEqual(expected);
  });
});

import type { Matrix } from "../matrix.ts";
import type { MatrixKernel, Transposed } from "./matrixKernel.ts";
import { productShape } from "./productShape.ts";

/** The reference kernel: plain loops, four rows of the left factor at a time. */
export const typescriptKernel: MatrixKernel = {
  name: "typescript",

  forRows: () => typescriptKernel,

  async multiply(left, right, transposed) {
    const { rows, columns } = productShape(left, right, transposed);
    const product = { rows, columns, values: new Float64Array(rows * columns) };
    addProduct(left, right, product, transposed);
    return product;
  },

  async addProduct(left, right, sum, transposed) {
    addProduct(left, right, sum, transposed);
  },
};

/** `sum += left · right`: each element sums its inner products in order, so it does not depend on its neighbours. */
function addProduct(left: Matrix, right: Matrix, sum: Matrix, transposed: Transposed = {}): void {
  const { rows, inner, columns } = productShape(left, right, transposed);
  if (transposed.right && !transposed.left) return addRowProducts(left, right, sum);
  const a = transposed.left ? transpose(left).values : left.values;
  const b = transposed.right ? transpose(right).values : right.values;
  const c = sum.values;
  let row = 0;
  for (; row + 4 <= rows; row += 4) addFourRows(a, b, c, row, inner, columns);
  for (; row < rows; row++) addOneRow(a, b, c, row, inner, columns);
}

/** `sum += left · rightᵀ`: both are read along their rows. */
function addRowProducts(left: Matrix, right: Matrix, sum: Matrix): void {
  const inner = left.columns;
  for (let i = 0; i < left.rows; i++)
    for (let j = 0; j < right.rows; j++)
      sum.values[i * right.rows + j]! += dot(left.values, i * inner, right.values, j * inner, inner);
}

/** The inner product of `length` entries of a and b, in four interleaved sums. */
export function dot(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    s0 += a[aFrom + i]! * b[bFrom + i]!;
    s1 += a[aFrom + i + 1]! * b[bFrom + i + 1]!;
    s2 += a[aFrom + i + 2]! * b[bFrom + i + 2]!;
    s3 += a[aFrom + i + 3]! * b[bFrom + i + 3]!;
  }
  for (; i < length; i++) s0 += a[aFrom + i]! * b[bFrom + i]!;
  return s0 + s1 + (s2 + s3);
}

function addFourRows(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  row: number,
  inner: number,
  columns: number,
): void {
  const a0 = row * inner;
  const a1 = a0 + inner;
  const a2 = a1 + inner;
  const a3 = a2 + inner;
  const c0 = row * columns;
  const c1 = c0 + columns;
  const c2 = c1 + columns;
  const c3 = c2 + columns;
  for (let i = 0; i < inner; i++) {
    const x0 = a[a0 + i]!;
    const x1 = a[a1 + i]!;
    const x2 = a[a2 + i]!;
    const x3 = a[a3 + i]!;
    const bRow = i * columns;
    for (let j = 0; j < columns; j++) {
      const y = b[bRow + j]!;
      c[c0 + j]! += x0 * y;
      c[c1 + j]! += x1 * y;
      c[c2 + j]! += x2 * y;
      c[c3 + j]! += x3 * y;
    }
  }
}

function addOneRow(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  row: number,
  inner: number,
  columns: number,
): void {
  for (let i = 0; i < inner; i++) {
    const x = a[row * inner + i]!;
    const bRow = i * columns;
    for (let j = 0; j < columns; j++) c[row * columns + j]! += x * b[bRow + j]!;
  }
}

/** A copy with rows and columns exchanged, tile by tile so that both sides stay in cache. */
export function transpose(matrix: Matrix): Matrix {
  const { rows, columns, values } = matrix;
  const turned = new Float64Array(values.length);
  const tile = 32;
  for (let i0 = 0; i0 < rows; i0 += tile)
    for (let j0 = 0; j0 < columns; j0 += tile) {
      const iEnd = Math.min(i0 + tile, rows);
      const jEnd = Math.min(j0 + tile, columns);
      for (let i = i0; i < iEnd; i++) for (let j = j0; j < jEnd; j++) turned[j * rows + i] = values[i * columns + j]!;
    }
  return { rows: columns, columns: rows, values: turned };
}

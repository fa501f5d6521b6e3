import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import { transpose } from "../kernel/typescriptKernel.ts";
import type { Matrix } from "../matrix.ts";
import type { Reflectors } from "./tridiagonalise.ts";

/** Reflectors whose factor is made one by one. */
const fewReflectors = 32;

/** `matrix = Q · matrix` in place, for the Q that `reflectors` multiply to, in compact WY form I - V·T·Vᵀ. */
export async function applyReflectors(
  reflectors: readonly Reflectors[],
  matrix: Matrix,
  kernel: MatrixKernel,
): Promise<void> {
  const k = matrix.columns;
  for (const block of reflectors.toReversed()) {
    const { firstRow, vectors } = block;
    const touched: Matrix = {
      rows: vectors.columns,
      columns: k,
      values: matrix.values.subarray(firstRow * k, (firstRow + vectors.columns) * k),
    };
    const along = await kernel.multiply(vectors, touched);
    const change = await kernel.multiply(await minusFactor(block, kernel), along);
    await kernel.addProduct(transpose(vectors), change, touched);
  }
}

/** -T of I - V·T·Vᵀ = H₁·H₂·…, upper triangular: Schreiber & Van Loan (1989). */
async function minusFactor({ vectors, tau }: Reflectors, kernel: MatrixKernel): Promise<Matrix> {
  return factorOf(await kernel.multiply(vectors, vectors, { right: true }), tau, 0, tau.length, kernel);
}

/** The same for the reflectors `from` to `to`: of two halves M₁ and M₂ it is (M₁, M₁·V₁·V₂ᵀ·M₂; 0, M₂). */
async function factorOf(
  products: Matrix,
  tau: Float64Array,
  from: number,
  to: number,
  kernel: MatrixKernel,
): Promise<Matrix> {
  const b = to - from;
  const values = new Float64Array(b * b);
  const factor: Matrix = { rows: b, columns: b, values };
  const product = (i: number, j: number): number => products.values[i * products.columns + j]!;
  if (b <= fewReflectors) {
    for (let j = 0; j < b; j++) {
      for (let i = 0; i < j; i++) {
        let sum = 0;
        for (let l = i; l < j; l++) sum += values[i * b + l]! * product(from + j, from + l);
        values[i * b + j] = -tau[from + j]! * sum;
      }
      values[j * b + j] = -tau[from + j]!;
    }
    return factor;
  }
  const half = b >> 1;
  const upper = await factorOf(products, tau, from, from + half, kernel);
  const lower = await factorOf(products, tau, from + half, to, kernel);
  const across: Matrix = { rows: half, columns: b - half, values: new Float64Array(half * (b - half)) };
  for (let i = 0; i < half; i++)
    for (let j = 0; j < b - half; j++) across.values[i * (b - half) + j] = product(from + i, from + half + j);
  const corner = await kernel.multiply(await kernel.multiply(upper, across), lower);
  for (let i = 0; i < half; i++) {
    values.set(upper.values.subarray(i * half, (i + 1) * half), i * b);
    values.set(corner.values.subarray(i * (b - half), (i + 1) * (b - half)), i * b + half);
  }
  for (let i = 0; i < b - half; i++)
    values.set(lower.values.subarray(i * (b - half), (i + 1) * (b - half)), (half + i) * b + half);
  return factor;
}

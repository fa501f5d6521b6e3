import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import { transpose } from "../kernel/typescriptKernel.ts";
import type { Matrix } from "../matrix.ts";
import type { Reflectors } from "./tridiagonalise.ts";

/** Reflectors applied at once: a product with few of them is bound by memory. */
const atOnce = 128;

/** `matrix = Q · matrix` in place, for the Q that `reflectors` multiply to, in compact WY form I - V·T·Vᵀ. */
export async function applyReflectors(
  reflectors: readonly Reflectors[],
  matrix: Matrix,
  kernel: MatrixKernel,
): Promise<void> {
  const k = matrix.columns;
  for (const block of joined(reflectors).reverse()) {
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

/** The same reflectors in larger blocks. */
function joined(reflectors: readonly Reflectors[]): Reflectors[] {
  const blocks: Reflectors[] = [];
  for (let from = 0; from < reflectors.length;) {
    const first = reflectors[from]!;
    let rows = 0;
    let to = from;
    while (to < reflectors.length && rows + reflectors[to]!.tau.length <= atOnce) rows += reflectors[to++]!.tau.length;
    const columns = first.vectors.columns;
    const values = new Float64Array(rows * columns);
    const tau = new Float64Array(rows);
    let row = 0;
    for (const { firstRow, vectors, tau: own } of reflectors.slice(from, to)) {
      const zeros = firstRow - first.firstRow;
      for (let i = 0; i < own.length; i++)
        values.set(
          vectors.values.subarray(i * vectors.columns, (i + 1) * vectors.columns),
          (row + i) * columns + zeros,
        );
      tau.set(own, row);
      row += own.length;
    }
    blocks.push({ firstRow: first.firstRow, vectors: { rows, columns, values }, tau });
    from = to;
  }
  return blocks;
}

/** -T of I - V·T·Vᵀ = H₁·H₂·…, upper triangular: Schreiber & Van Loan (1989). */
async function minusFactor({ vectors, tau }: Reflectors, kernel: MatrixKernel): Promise<Matrix> {
  const b = tau.length;
  const products = await kernel.multiply(vectors, vectors, { right: true });
  const t = new Float64Array(b * b);
  for (let j = 0; j < b; j++) {
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let l = i; l < j; l++) sum += t[i * b + l]! * products.values[j * b + l]!;
      t[i * b + j] = -tau[j]! * sum;
    }
    t[j * b + j] = -tau[j]!;
  }
  return { rows: b, columns: b, values: t };
}

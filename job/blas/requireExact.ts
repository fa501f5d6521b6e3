import type { Blas } from "../pca/blas.ts";
import type { Matrix } from "../pca/matrix.ts";

const tolerance = 1e-12;

/**
 * Has a BLAS compute what is known, once through every routine: a library of another kind, whose arguments are not what
 * ours are, is found out before it computes anything for anybody. Throws an Error that names the routine.
 */
export async function requireExact(blas: Blas): Promise<void> {
  const rows: Matrix = { rows: 2, columns: 3, values: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const scatter = new Float64Array(9);
  await blas.addScatter(rows, scatter);
  requireNear("dsyrk", lower(scatter, 3), [17, 22, 29, 27, 36, 45]);
  const gram = new Float64Array(4);
  await blas.addGram(rows, gram);
  requireNear("dsyrk", lower(gram, 2), [14, 32, 77]);
  const product: Matrix = { rows: 2, columns: 2, values: new Float64Array(4) };
  await blas.addProduct(rows, rows, product, { right: true });
  requireNear("dgemm", product.values, [14, 32, 32, 77]);

  // min(i, j): eigenvalues 1 / (2 - 2·cos((2m - 1)·π / (2n + 1))), the largest one's eigenvector half a wave of a sine.
  const n = 5;
  const half = Math.PI / (2 * n + 1);
  const matrix: Matrix = { rows: n, columns: n, values: new Float64Array(n * n) };
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix.values[i * n + j] = j + 1;
  const tridiagonal = await blas.tridiagonalise(matrix);
  const { values, vectors } = await blas.tridiagonalPairs(tridiagonal);
  requireNear(
    "dstedc",
    values,
    ascending(n, (m) => 1 / (2 - 2 * Math.cos((2 * (n - m) - 1) * half))),
  );
  const one = await blas.largestTridiagonalPairs(tridiagonal, 1);
  requireNear("dstemr", one?.values ?? [], [values[n - 1]!]);
  const wave = ascending(n, (i) => (2 / Math.sqrt(2 * n + 1)) * Math.sin((i + 1) * half));
  for (const [routine, found] of [
    ["dormtr", { rows: 1, columns: n, values: vectors.values.subarray((n - 1) * n) }],
    ["dstemr", one!.vectors],
  ] as const) {
    await blas.turnBack(matrix, tridiagonal, found);
    requireNear(routine, found.values.map(Math.abs), wave);
  }
}

function ascending(length: number, value: (index: number) => number): number[] {
  return Array.from({ length }, (_, index) => value(index));
}

function lower(values: Float64Array, n: number): number[] {
  return Array.from({ length: n }, (_, i) => [...values.subarray(i * n, i * n + i + 1)]).flat();
}

function requireNear(routine: string, found: ArrayLike<number>, expected: readonly number[]): void {
  const isRight = expected.every((value, i) => Math.abs(value - found[i]!) < tolerance * Math.max(1, Math.abs(value)));
  if (!isRight) throw new Error(`${routine} gives ${Array.from(found).join(", ")} for ${expected.join(", ")}`);
}

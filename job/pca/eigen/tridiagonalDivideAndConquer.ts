import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix } from "../matrix.ts";
import { deflate, type RowRotation } from "./deflate.ts";
import { type MergeRoom, mergeRoom } from "./mergeRoom.ts";
import { secularRoots } from "./secularRoots.ts";
import type { Tridiagonal } from "./tridiagonalise.ts";
import { tridiagonalQl } from "./tridiagonalQl.ts";

/** Eigenvalues, ascending, and the eigenvectors of the largest of them, one a row, in the same order. */
export interface TridiagonalEigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** Sizes that QL solves faster than a split would. */
const smallest = 32;

/**
 * All eigenvalues of a symmetric tridiagonal matrix and the eigenvectors of the `wanted(values)` largest, by Cuppen's
 * divide and conquer with the stable vectors of Gu & Eisenstat (1995). The work is in matrix products.
 */
export async function tridiagonalDivideAndConquer(
  { diagonal, offDiagonal }: Tridiagonal,
  kernel: MatrixKernel,
  wanted: (values: Float64Array) => number = (values) => values.length,
  room: MergeRoom = mergeRoom(),
): Promise<TridiagonalEigen> {
  const n = diagonal.length;
  if (n <= smallest) {
    const { values, vectors } = tridiagonalQl({ diagonal, offDiagonal });
    return { values, vectors: lastRows(vectors, wanted(values)) };
  }
  // T = diag(T₁, T₂) + |β|·v·vᵀ with v = (0 … 0, 1, sign β, 0 … 0).
  const middle = n >> 1;
  const beta = offDiagonal[middle - 1]!;
  const torn = diagonal.slice();
  torn[middle - 1]! -= Math.abs(beta);
  torn[middle]! -= Math.abs(beta);
  const upper = await tridiagonalDivideAndConquer(
    { diagonal: torn.subarray(0, middle), offDiagonal: offDiagonal.subarray(0, middle - 1) },
    kernel,
    undefined,
    room,
  );
  const lower = await tridiagonalDivideAndConquer(
    { diagonal: torn.subarray(middle), offDiagonal: offDiagonal.subarray(middle) },
    kernel,
    undefined,
    room,
  );
  return mergeHalves(upper, lower, { beta, kernel, wanted, room });
}

async function mergeHalves(
  upper: TridiagonalEigen,
  lower: TridiagonalEigen,
  options: { beta: number; kernel: MatrixKernel; wanted: (values: Float64Array) => number; room: MergeRoom },
): Promise<TridiagonalEigen> {
  const { beta, kernel, wanted, room } = options;
  const middle = upper.values.length;
  const n = middle + lower.values.length;
  const d = new Float64Array(n);
  d.set(upper.values);
  d.set(lower.values, middle);
  const z = new Float64Array(n);
  for (let i = 0; i < middle; i++) z[i] = upper.vectors.values[i * middle + middle - 1]! * Math.SQRT1_2;
  for (let i = middle; i < n; i++)
    z[i] = lower.vectors.values[(i - middle) * (n - middle)]! * Math.SQRT1_2 * (beta < 0 ? -1 : 1);
  const rho = 2 * Math.abs(beta);

  const order = Array.from(d.keys()).sort((a, b) => d[a]! - d[b]! || a - b);
  const { kept, settled, rotations } = deflate(d, z, rho, order);
  const halves = blockDiagonal(upper.vectors, lower.vectors, rotations);

  const poles = Float64Array.from(kept, (index) => d[index]!);
  const { roots, gaps } = secularRoots(
    poles,
    Float64Array.from(kept, (index) => z[index]!),
    rho,
    room.take("gaps", poles.length ** 2),
  );
  const entries = [
    ...settled.map((index) => ({ value: d[index]!, settled: index, root: -1 })),
    ...Array.from(roots, (value, root) => ({ value, settled: -1, root })),
  ].sort((a, b) => a.value - b.value);
  const values = Float64Array.from(entries, (entry) => entry.value);
  const largest = entries.slice(n - wanted(values));

  const solved = largest.filter((entry) => entry.root >= 0).map((entry) => entry.root);
  const weights = secularVectors(
    { poles, z, kept, gaps, solved, rho },
    room.take("weights", solved.length * kept.length),
  );
  const vectors = new Float64Array(largest.length * n);
  for (const [half, from] of [
    [halves.left, 0],
    [halves.right, middle],
  ] as const) {
    const combined = await combine(weights, half, kept, kernel, room);
    const { columns } = combined;
    let next = 0;
    for (const [row, entry] of largest.entries()) {
      const target = vectors.subarray(row * n + from, (row + 1) * n);
      if (entry.root < 0) target.set(half[entry.settled] ?? []);
      else target.set(combined.values.subarray(next * columns, ++next * columns));
    }
  }
  return { values, vectors: { rows: largest.length, columns: n, values: vectors } };
}

/** Rows of diag(upper, lower), each as its left and right half; undefined where a half is all zeros. */
interface Halves {
  readonly left: (Float64Array | undefined)[];
  readonly right: (Float64Array | undefined)[];
}

function blockDiagonal(upper: Matrix, lower: Matrix, rotations: readonly RowRotation[]): Halves {
  const left = [...rowsOf(upper), ...Array.from({ length: lower.rows }, () => undefined)];
  const right = [...Array.from({ length: upper.rows }, () => undefined), ...rowsOf(lower)];
  for (const rotation of rotations) {
    rotate(left, rotation, upper.columns);
    rotate(right, rotation, lower.columns);
  }
  return { left, right };
}

function rowsOf({ rows, columns, values }: Matrix): Float64Array[] {
  return Array.from({ length: rows }, (_, i) => values.subarray(i * columns, (i + 1) * columns));
}

function rotate(
  half: (Float64Array | undefined)[],
  { first, second, cosine, sine }: RowRotation,
  columns: number,
): void {
  if (half[first] === undefined && half[second] === undefined) return;
  const x = (half[first] ??= new Float64Array(columns));
  const y = (half[second] ??= new Float64Array(columns));
  for (let j = 0; j < columns; j++) {
    const above = x[j]!;
    const below = y[j]!;
    x[j] = cosine * above - sine * below;
    y[j] = sine * above + cosine * below;
  }
}

/**
 * Unit eigenvectors of diag(p) + rho·z·zᵀ for the roots solved, one a row, from the z for which the computed roots are
 * exact (Löwner's formula): that is what keeps them orthogonal.
 */
function secularVectors(
  solution: {
    readonly poles: Float64Array;
    readonly z: Float64Array;
    readonly kept: readonly number[];
    readonly gaps: Float64Array;
    readonly solved: readonly number[];
    readonly rho: number;
  },
  room: Float64Array,
): Matrix {
  const { poles, z, kept, gaps, solved, rho } = solution;
  const n = poles.length;
  const exact = new Float64Array(n).fill(1 / rho);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) exact[j]! *= i === j ? -gaps[i * n + j]! : gaps[i * n + j]! / (poles[j]! - poles[i]!);
  for (let j = 0; j < n; j++) exact[j] = Math.sign(z[kept[j]!]!) * Math.sqrt(Math.abs(exact[j]!));

  const vectors = room.subarray(0, solved.length * n);
  for (const [row, root] of solved.entries()) {
    let squares = 0;
    for (let j = 0; j < n; j++) {
      const entry = exact[j]! / gaps[root * n + j]!;
      vectors[row * n + j] = entry;
      squares += entry * entry;
    }
    const length = Math.sqrt(squares);
    for (let j = 0; j < n; j++) vectors[row * n + j]! /= length;
  }
  return { rows: solved.length, columns: n, values: vectors };
}

/** `weights` times the kept rows of one half, leaving out the rows that are zero there. */
async function combine(
  weights: Matrix,
  half: readonly (Float64Array | undefined)[],
  kept: readonly number[],
  kernel: MatrixKernel,
  room: MergeRoom,
): Promise<Matrix> {
  const columns = half.find((row) => row !== undefined)?.length ?? 0;
  const present = kept.flatMap((index, position) => {
    const row = half[index];
    return row === undefined ? [] : [{ position, row }];
  });
  const rows = room.take("rows", present.length * columns);
  const taken = room.take("taken", weights.rows * present.length);
  for (const [j, { position, row }] of present.entries()) {
    rows.set(row, j * columns);
    for (let i = 0; i < weights.rows; i++)
      taken[i * present.length + j] = weights.values[i * weights.columns + position]!;
  }
  const product = room.take("product", weights.rows * columns).fill(0);
  const combined: Matrix = { rows: weights.rows, columns, values: product };
  await kernel.addProduct(
    { rows: weights.rows, columns: present.length, values: taken },
    { rows: present.length, columns, values: rows },
    combined,
  );
  return combined;
}

function lastRows({ rows, columns, values }: Matrix, wanted: number): Matrix {
  return { rows: wanted, columns, values: values.slice((rows - wanted) * columns) };
}

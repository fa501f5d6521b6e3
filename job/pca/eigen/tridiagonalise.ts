import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix } from "../matrix.ts";
import { householder } from "./householder.ts";
import { lowerTimesVector } from "./lowerTimesVector.ts";

/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  /** n entries. */
  readonly diagonal: Float64Array;
  /** n - 1 entries. */
  readonly offDiagonal: Float64Array;
}

/** A product of Householder reflections that touch the rows from `firstRow`: I - V·T·Vᵀ (compact WY form). */
export interface ReflectorBlock {
  readonly firstRow: number;
  /** m × b, one reflector a column. */
  readonly vectors: Matrix;
  /** b × b, upper triangular. */
  readonly factor: Matrix;
}

const panelColumns = 32;
/** The reduced part of the matrix above which the rest is copied together. */
const repackShare = 0.25;

/**
 * Q with Qᵀ·A·Q tridiagonal, as blocks of reflectors, for a symmetric n × n `matrix`, which is destroyed. Blocked as in LAPACK's dsytrd: Dongarra, Sorensen & Hammarling (1989).
 */
export async function tridiagonalise(
  matrix: Matrix,
  kernel: MatrixKernel,
): Promise<{ tridiagonal: Tridiagonal; reflectors: ReflectorBlock[] }> {
  const n = matrix.rows;
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(Math.max(n - 1, 0));
  const reflectors: ReflectorBlock[] = [];

  let a = matrix.values;
  let side = n;
  for (let start = 0; side - start > 1;) {
    const width = Math.min(panelColumns, side - start - 1);
    const origin = n - side;
    const panel = reducePanel(a, side, start, width, diagonal.subarray(origin), offDiagonal.subarray(origin));
    reflectors.push({
      firstRow: origin + start + 1,
      vectors: byColumns(panel.v, side - start - 1, start + 1),
      factor: wyFactor(panel.v, panel.tau, start + 1),
    });
    start += width;
    await updateTrailing(a, side, start, panel.v, panel.w, kernel);
    if (start < repackShare * side) continue;
    a = trailing(a, side, start);
    side -= start;
    start = 0;
  }
  if (n > 0) diagonal[n - 1] = a[side * side - 1]!;
  return { tridiagonal: { diagonal, offDiagonal }, reflectors };
}

/** The rows and columns from `from`, copied so that they lie close together. */
function trailing(a: Float64Array, side: number, from: number): Float64Array {
  const rest = side - from;
  const packed = new Float64Array(rest * rest);
  for (let i = 0; i < rest; i++) {
    const row = (from + i) * side + from;
    packed.set(a.subarray(row, row + rest), i * rest);
  }
  return packed;
}

interface Panel {
  /** Reflectors, each of length n with zeros above its first row. */
  readonly v: Float64Array[];
  /** A·v with what the panel's earlier reflectors change, so that A - V·Wᵀ - W·Vᵀ is the reduced matrix. */
  readonly w: Float64Array[];
  readonly tau: number[];
}

function reducePanel(
  a: Float64Array,
  n: number,
  start: number,
  width: number,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): Panel {
  const panel: Panel = { v: [], w: [], tau: [] };
  for (let column = start; column < start + width; column++) {
    const reduced = reducedColumn(a, n, column, panel);
    diagonal[column] = reduced[column]!;
    const { tau, beta } = householder(reduced, column + 1);
    offDiagonal[column] = beta;
    reduced.fill(0, 0, column + 1);
    const v = reduced;

    const w = new Float64Array(n);
    if (tau !== 0) {
      lowerTimesVector(a, n, column + 1, v, w);
      for (const [i, earlier] of panel.v.entries()) subtractReflected(earlier, panel.w[i]!, v, w, column + 1);
      const half = 0.5 * tau * tau * dot(w, v, column + 1);
      for (let row = column + 1; row < n; row++) w[row] = tau * w[row]! - half * v[row]!;
    }
    panel.v.push(v);
    panel.w.push(w);
    panel.tau.push(tau);
  }
  return panel;
}

/** Column `column` of A from the diagonal on, read as the row it equals, with the panel's reflections so far applied. */
function reducedColumn(a: Float64Array, n: number, column: number, panel: Panel): Float64Array {
  const reduced = new Float64Array(n);
  for (let row = column; row < n; row++) reduced[row] = a[column * n + row]!;
  for (const [i, v] of panel.v.entries()) {
    const w = panel.w[i]!;
    const vHere = v[column]!;
    const wHere = w[column]!;
    for (let row = column; row < n; row++) reduced[row]! -= v[row]! * wHere + w[row]! * vHere;
  }
  return reduced;
}

/** w -= (v·wᵀ + w·vᵀ)·x for an earlier pair v, w of the panel. */
function subtractReflected(
  v: Float64Array,
  w: Float64Array,
  x: Float64Array,
  result: Float64Array,
  from: number,
): void {
  let alongV = 0;
  let alongW = 0;
  for (let row = from; row < x.length; row++) {
    alongV += v[row]! * x[row]!;
    alongW += w[row]! * x[row]!;
  }
  for (let row = from; row < x.length; row++) result[row]! -= v[row]! * alongW + w[row]! * alongV;
}

/** A -= V·Wᵀ + W·Vᵀ on the rows from `from`; what this leaves in columns before `from` is never read. */
async function updateTrailing(
  a: Float64Array,
  n: number,
  from: number,
  v: readonly Float64Array[],
  w: readonly Float64Array[],
  kernel: MatrixKernel,
): Promise<void> {
  const rows = n - from;
  const left = byColumns([...v, ...w], rows, from);
  for (let i = 0; i < left.values.length; i++) left.values[i]! *= -1;
  const right = byColumns([...w, ...v], n, 0);
  await kernel.addProduct(left, right, { rows, columns: n, values: a.subarray(from * n) }, { right: true });
}

/** Schreiber & Van Loan (1989): T of I - V·T·Vᵀ = H₁·H₂·… */
function wyFactor(v: readonly Float64Array[], tau: readonly number[], firstRow: number): Matrix {
  const b = v.length;
  const t = new Float64Array(b * b);
  for (let j = 0; j < b; j++) {
    const along = v.slice(0, j).map((earlier) => dot(earlier, v[j]!, firstRow));
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let l = i; l < j; l++) sum += t[i * b + l]! * along[l]!;
      t[i * b + j] = -tau[j]! * sum;
    }
    t[j * b + j] = tau[j]!;
  }
  return { rows: b, columns: b, values: t };
}

function byColumns(vectors: readonly Float64Array[], rows: number, firstRow: number): Matrix {
  const columns = vectors.length;
  const values = new Float64Array(rows * columns);
  for (const [j, vector] of vectors.entries())
    for (let i = 0; i < rows; i++) values[i * columns + j] = vector[firstRow + i]!;
  return { rows, columns, values };
}

function dot(x: Float64Array, y: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

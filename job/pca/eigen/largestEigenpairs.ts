import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix } from "../matrix.ts";
import { growingRows } from "./growingRows.ts";
import { orthonormalBasis } from "./orthonormalBasis.ts";
import { startingRows } from "./startingRows.ts";
import { type Eigenpairs, symmetricEigen } from "./symmetricEigen.ts";

export interface LargestEigenpairs extends Eigenpairs {
  /** Products with the matrix, of a block of rows each. */
  readonly products: number;
  /** Largest ‖A·v - λ·v‖ of the pairs, as a share of the largest eigenvalue: a bound on every λ's error. */
  readonly residual: number;
  readonly converged: boolean;
}

export interface LargestOptions {
  readonly kernel: MatrixKernel;
  /** Side of the matrix. */
  readonly size: number;
  /** Pairs wanted. */
  readonly wanted: number;
  /** Rows · A, for any rows of `size` entries. */
  readonly apply: (rows: Matrix) => Promise<Matrix>;
  /** Products after which the search stops unfinished. */
  readonly productsAllowed: number;
  /** Where to start: rows near the eigenvectors, from an earlier search. */
  readonly start?: Matrix;
}

/** A pair is found when its residual is this share of its eigenvalue: angles of 1e-6 at relative gaps of 1e-3. */
const accuracy = 1e-9;
/** Extra directions beside those wanted, so that the last of them converges too. */
const oversampling = 8;
/** Blocks the basis grows to before it restarts, within what memory it may take: 2²⁶ values, 512 MiB. */
const blocksKept = 5;
const basisValues = 1 << 26;

/**
 * The largest eigenpairs of a positive semidefinite matrix that is only ever multiplied: Rayleigh-Ritz on a growing
 * block Krylov space, enlarged by the residuals of the pairs not yet found and restarted from its best Ritz vectors
 * (block Davidson; Saad, "Numerical Methods for Large Eigenvalue Problems", ch. 8).
 */
export async function largestEigenpairs(options: LargestOptions): Promise<LargestEigenpairs> {
  const { kernel, size, wanted, apply, productsAllowed } = options;
  const width = Math.min(size, wanted + oversampling);
  const most = Math.min(size, Math.max(2 * width, Math.min(blocksKept * width, Math.floor(basisValues / size))));
  const empty: Matrix = { rows: 0, columns: size, values: new Float64Array() };
  const basisRows = growingRows(most, size);
  const imageRows = growingRows(most, size);
  let basis = empty;
  let image = empty;
  let projected: Matrix = { rows: 0, columns: 0, values: new Float64Array() };
  let fresh = await orthonormalBasis(
    empty,
    stacked(options.start ?? empty, startingRows(width - (options.start?.rows ?? 0), size)),
    kernel,
  );

  for (let products = 1; ; products++) {
    image = imageRows.append(await apply(fresh));
    basis = basisRows.append(fresh);
    projected = bordered(projected, await kernel.multiply(fresh, image, { right: true }));
    const ritz = await symmetricEigen(projected, kernel, () => Math.min(width, basis.rows));
    const vectors = await kernel.multiply(ritz.vectors, basis);
    const images = await kernel.multiply(ritz.vectors, image);
    const found = Math.min(wanted, ritz.values.length);
    const { residuals, lengths } = residualsOf(vectors, images, ritz.values);
    const largest = ritz.values[0] ?? 0;
    const isFound = (i: number): boolean =>
      lengths[i]! <= Math.max(accuracy * ritz.values[i]!, size * Number.EPSILON * largest);
    const open = Array.from(lengths.keys()).filter((i) => !isFound(i));
    const converged = open.every((i) => i >= found) && (found === wanted || basis.rows === size);

    const exhausted = basis.rows + 1 > size;
    if (!converged && !exhausted && products < productsAllowed) {
      if (basis.rows + open.length > most) {
        basis = basisRows.replace(vectors);
        image = imageRows.replace(images);
        projected = diagonal(ritz.values);
      }
      fresh = await orthonormalBasis(basis, picked(residuals, open), kernel);
      if (fresh.rows > 0) continue;
    }
    const worst = lengths.slice(0, found).reduce((a, b) => Math.max(a, b), 0);
    return {
      values: ritz.values.slice(0, found),
      vectors: { rows: found, columns: size, values: vectors.values.slice(0, found * size) },
      products,
      residual: largest === 0 ? 0 : worst / largest,
      converged: converged || exhausted || fresh.rows === 0,
    };
  }
}

function residualsOf(
  vectors: Matrix,
  images: Matrix,
  values: Float64Array,
): { residuals: Matrix; lengths: Float64Array } {
  const { rows, columns } = vectors;
  const residuals = new Float64Array(rows * columns);
  const lengths = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let squares = 0;
    for (let j = i * columns; j < (i + 1) * columns; j++) {
      const rest = images.values[j]! - values[i]! * vectors.values[j]!;
      residuals[j] = rest;
      squares += rest * rest;
    }
    lengths[i] = Math.sqrt(squares);
  }
  return { residuals: { rows, columns, values: residuals }, lengths };
}

/** A symmetric matrix and the rows that follow: those bring the columns that its own rows lack. */
function bordered({ rows: known, values }: Matrix, below: Matrix): Matrix {
  const side = known + below.rows;
  const grown = new Float64Array(side * side);
  for (let i = 0; i < known; i++) grown.set(values.subarray(i * known, (i + 1) * known), i * side);
  for (let i = known; i < side; i++)
    for (let j = 0; j <= i; j++) {
      const row = (i - known) * side;
      const value =
        j < known ? below.values[row + j]! : 0.5 * (below.values[row + j]! + below.values[(j - known) * side + i]!);
      grown[i * side + j] = value;
      grown[j * side + i] = value;
    }
  return { rows: side, columns: side, values: grown };
}

function diagonal(entries: Float64Array): Matrix {
  const side = entries.length;
  const values = new Float64Array(side * side);
  for (const [i, entry] of entries.entries()) values[i * side + i] = entry;
  return { rows: side, columns: side, values };
}

function picked({ columns, values }: Matrix, rows: readonly number[]): Matrix {
  const taken = new Float64Array(rows.length * columns);
  for (const [i, row] of rows.entries()) taken.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  return { rows: rows.length, columns, values: taken };
}

function stacked(above: Matrix, below: Matrix): Matrix {
  const values = new Float64Array(above.values.length + below.values.length);
  values.set(above.values);
  values.set(below.values, above.values.length);
  return { rows: above.rows + below.rows, columns: above.columns, values };
}

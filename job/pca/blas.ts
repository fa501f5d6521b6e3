import type { Transposed } from "./kernel/matrixKernel.ts";
import type { Matrix } from "./matrix.ts";

/** Features, or the side of a matrix, from which a call out of JavaScript is worth it. */
export const worthCalling = 64;

/**
 * The routines of a BLAS and a LAPACK that a PCA has use for, in float64. Of a symmetric matrix the lower half is read and
 * written (column ≤ row). One call is at work at a time, in the order of the calls (but see `addScatter`); until it resolves
 * its matrices are not to be touched.
 */
export interface Blas {
  /** Which library, with its version where it says one. */
  readonly name: string;
  /**
   * `sum += rowsᵀ·rows`, d × d for n × d (dsyrk). The same bytes for any number of threads. Calls that add to two sums may
   * be at work at once.
   */
  addScatter(rows: Matrix, sum: Float64Array): Promise<void>;
  /** `sum += rows·rowsᵀ`, n × n for n × d (dsyrk). The same bytes for any number of threads. */
  addGram(rows: Matrix, sum: Float64Array): Promise<void>;
  /** `sum += left·right` (dgemm). */
  addProduct(left: Matrix, right: Matrix, sum: Matrix, transposed?: Transposed): Promise<void>;
  /** Q with Qᵀ·A·Q tridiagonal (dsytrd). What is needed of Q is written over the lower half of `matrix`. */
  tridiagonalise(matrix: Matrix): Promise<BlasTridiagonal>;
  /**
   * All eigenpairs of a tridiagonal matrix by divide and conquer (dstedc): values ascending, one vector a row. It works,
   * and leaves the vectors, in `spare` memory where there is some of n² + 4·n + 1 and of n² numbers.
   */
  tridiagonalPairs(tridiagonal: BlasTridiagonal, spare?: readonly Float64Array[]): Promise<BlasPairs>;
  /** The k largest of them (k ≥ 1), each by itself (dstemr), likewise; undefined where that does not converge. */
  largestTridiagonalPairs(tridiagonal: BlasTridiagonal, k: number): Promise<BlasPairs | undefined>;
  /** Multiplies every row of `vectors` by Q of a matrix that was reduced (dormtr). */
  turnBack(reduced: Matrix, tridiagonal: BlasTridiagonal, vectors: Matrix): Promise<void>;
}

/** Eigenvalues, and a vector a row for each. */
export interface BlasPairs {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

export interface BlasTridiagonal {
  /** n entries. */
  readonly diagonal: Float64Array;
  /** n - 1 entries. */
  readonly offDiagonal: Float64Array;
  /** n - 1 factors of the reflectors. */
  readonly tau: Float64Array;
}

/** What computed the pairs of a matrix with that side, to be said of a solver. */
export function byBlas(blas: Blas | undefined, side: number): string {
  return blas === undefined || side < worthCalling ? "" : ` by ${blas.name}`;
}

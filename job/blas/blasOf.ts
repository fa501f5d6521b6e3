import type { Blas } from "../pca/blas.ts";
import { productShape } from "../pca/kernel/productShape.ts";
import type { Matrix } from "../pca/matrix.ts";
import type { FortranArgument, FortranLibrary, Routine } from "./fortranLibrary.ts";

const one = Float64Array.of(1);
/** Columns that LAPACK is let work on at once. */
const blocking = 64;
/**
 * Threads of what shares out sums: as many wherever there are two cores or more, so that their number changes no byte.
 * A reduction is bound by memory, which two can use up.
 */
const threadsOfSums = 2;

/**
 * A library's routines for a PCA. Fortran's matrices lie by columns: a row-major matrix is its transpose, and the lower
 * half of ours the upper half of theirs.
 */
export function blasOf(library: FortranLibrary, { name, threads }: { name: string; threads: number }): Blas {
  let last: Promise<unknown> = Promise.resolve();

  /** One call after the other: the number of threads is the whole library's. */
  function inTurn(count: number, routine: Routine, ...given: readonly FortranArgument[]): Promise<void> {
    const done = last.then(() => {
      library.setThreads(count);
      return library.call(routine, ...given);
    });
    last = done.catch(() => {});
    return done;
  }

  /** The same for a routine that says in its last argument which of the others was wrong, or what did not converge. */
  async function lapack(routine: Routine, ...given: readonly FortranArgument[]): Promise<void> {
    const info = new BigInt64Array(1);
    await inTurn(Math.min(threads, threadsOfSums), routine, ...given, info);
    const code = Number(BigInt.asIntN(32, info[0]!));
    if (code !== 0) throw new Error(`${routine} of ${name} ended with ${code}`);
  }

  const addSquare = (rows: Matrix, sum: Float64Array, transposed: boolean): Promise<void> => {
    const [side, inner] = transposed ? [rows.rows, rows.columns] : [rows.columns, rows.rows];
    const lengths = [Math.max(1, rows.columns), Math.max(1, side)] as const;
    return inTurn(
      threads,
      ...([
        "dsyrk",
        "U",
        transposed ? "T" : "N",
        side,
        inner,
        one,
        rows.values,
        lengths[0],
        one,
        sum,
        lengths[1],
      ] as const),
    );
  };

  return {
    name,
    addScatter: (rows, sum) => addSquare(rows, sum, false),
    addGram: (rows, sum) => addSquare(rows, sum, true),

    async addProduct(left, right, sum, transposed = {}) {
      const { rows, inner, columns } = productShape(left, right, transposed);
      if (rows * columns === 0) return;
      const first = [right.values, Math.max(1, right.columns)] as const;
      const second = [left.values, Math.max(1, left.columns)] as const;
      const [letter, other] = [transposed.right ? "T" : "N", transposed.left ? "T" : "N"];
      const count = Math.min(threads, threadsOfSums);
      await inTurn(
        count,
        ...([
          "dgemm",
          letter,
          other,
          columns,
          rows,
          inner,
          one,
          ...first,
          ...second,
          one,
          sum.values,
          columns,
        ] as const),
      );
    },

    async tridiagonalise({ rows: n, values }) {
      const diagonal = new Float64Array(n);
      const offDiagonal = new Float64Array(Math.max(n - 1, 0));
      const tau = new Float64Array(Math.max(n - 1, 0));
      const work = new Float64Array(Math.max(1, n * blocking));
      await lapack("dsytrd", "U", n, values, Math.max(1, n), diagonal, offDiagonal, tau, work, work.length);
      return { diagonal, offDiagonal, tau };
    },

    async tridiagonalPairs({ diagonal, offDiagonal }, spare) {
      const n = diagonal.length;
      const values = diagonal.slice();
      const needed = 2 * n * n + 4 * n + 1;
      const room = spare === undefined || spare.length < needed ? new Float64Array(needed) : spare.subarray(0, needed);
      const vectors: Matrix = { rows: n, columns: n, values: room.subarray(0, n * n) };
      const work = room.subarray(n * n);
      const integers = new BigInt64Array(3 + 5 * n);
      const off = offDiagonal.slice();
      await lapack(
        ...(["dstedc", "I", n, values, off, vectors.values, Math.max(1, n)] as const),
        ...([work, work.length, integers, integers.length] as const),
      );
      return { values, vectors };
    },

    async turnBack({ rows: n, values }, { tau }, vectors) {
      const work = new Float64Array(Math.max(1, vectors.rows * blocking));
      const length = Math.max(1, n);
      await lapack(
        ...(["dormtr", "L", "U", "N", n, vectors.rows, values, length, tau] as const),
        ...([vectors.values, length, work, work.length] as const),
      );
    },
  };
}

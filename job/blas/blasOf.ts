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

/** Threads with which two sums are added to at once, by one each: two that share a product wait for each other. */
const threadsForTwoSums = 2;

/** What is not read where pairs are asked for by their numbers. */
const unbounded = new Float64Array(1);

/** Fortran refuses rows that lie nothing apart. */
const atLeastOne = (length: number): number => Math.max(1, length);

/**
 * A library's routines for a PCA. Fortran's matrices lie by columns: a row-major matrix is its transpose, and the lower
 * half of ours the upper half of theirs.
 */
export function blasOf(library: FortranLibrary, { name, threads }: { name: string; threads: number }): Blas {
  const ofSums = Math.min(threads, threadsOfSums);
  let last: Promise<unknown> = Promise.resolve();
  /** The last call that adds to each sum, since then. */
  const adding = new Map<Float64Array, Promise<unknown>>();

  /** One call after the other: the number of threads is the whole library's. */
  function inTurn(count: number, routine: Routine, ...given: readonly FortranArgument[]): Promise<void> {
    const done = Promise.all([last, ...adding.values()]).then(() => {
      library.setThreads(count);
      return library.call(routine, ...given);
    });
    adding.clear();
    last = done.catch(() => {});
    return done;
  }

  /** The same for calls that add to one sum, by one thread; beside them others add to another. */
  function inTurnFor(sum: Float64Array, routine: Routine, ...given: readonly FortranArgument[]): Promise<void> {
    const done = (adding.get(sum) ?? last).then(() => {
      library.setThreads(1);
      return library.call(routine, ...given);
    });
    adding.set(
      sum,
      done.catch(() => {}),
    );
    return done;
  }

  /**
   * The same for a routine that says in its last argument which of the others was wrong (below 0), or what did not
   * converge (above).
   */
  async function ended(routine: Routine, ...given: readonly FortranArgument[]): Promise<number> {
    const info = new BigInt64Array(1);
    await inTurn(ofSums, routine, ...given, info);
    return Number(BigInt.asIntN(32, info[0]!));
  }

  async function lapack(routine: Routine, ...given: readonly FortranArgument[]): Promise<void> {
    const code = await ended(routine, ...given);
    if (code !== 0) throw new Error(`${routine} of ${name} ended with ${code}`);
  }

  /** Half of `rowsᵀ·rows`, or with T of `rows·rowsᵀ`. */
  function addSquare({ rows, columns, values }: Matrix, sum: Float64Array, letter: "N" | "T"): Promise<void> {
    const [side, inner] = letter === "T" ? [rows, columns] : [columns, rows];
    const [apart, sumApart] = [atLeastOne(columns), atLeastOne(side)];
    const given = ["U", letter, side, inner, one, values, apart, one, sum, sumApart] as const;
    const isShared = letter === "N" && threads === threadsForTwoSums;
    return isShared ? inTurnFor(sum, "dsyrk", ...given) : inTurn(threads, "dsyrk", ...given);
  }

  return {
    name,
    addScatter: (rows, sum) => addSquare(rows, sum, "N"),
    addGram: (rows, sum) => addSquare(rows, sum, "T"),

    async addProduct(left, right, sum, transposed = {}) {
      const { rows, inner, columns } = productShape(left, right, transposed);
      if (rows * columns === 0) return;
      const letters = [transposed.right ? "T" : "N", transposed.left ? "T" : "N"] as const;
      const factors = [right.values, atLeastOne(right.columns), left.values, atLeastOne(left.columns)] as const;
      await inTurn(ofSums, "dgemm", ...letters, columns, rows, inner, one, ...factors, one, sum.values, columns);
    },

    async tridiagonalise({ rows: n, values }) {
      const diagonal = new Float64Array(n);
      const offDiagonal = new Float64Array(Math.max(n - 1, 0));
      const tau = new Float64Array(Math.max(n - 1, 0));
      const work = new Float64Array(atLeastOne(n * blocking));
      await lapack("dsytrd", "U", n, values, atLeastOne(n), diagonal, offDiagonal, tau, work, work.length);
      return { diagonal, offDiagonal, tau };
    },

    async tridiagonalPairs({ diagonal, offDiagonal }, spare = []) {
      const n = diagonal.length;
      const values = diagonal.slice();
      const [work, room] = roomsIn(spare, n * n + 4 * n + 1, n * n);
      const vectors: Matrix = { rows: n, columns: n, values: room };
      const integers = new BigInt64Array(3 + 5 * n);
      const off = offDiagonal.slice();
      const rooms = [work, work.length, integers, integers.length] as const;
      await lapack("dstedc", "I", n, values, off, vectors.values, atLeastOne(n), ...rooms);
      return { values, vectors };
    },

    async largestTridiagonalPairs({ diagonal, offDiagonal }, k) {
      const n = diagonal.length;
      const values = new Float64Array(n);
      const vectors: Matrix = { rows: k, columns: n, values: new Float64Array(k * n) };
      const [found, supports, isAccurate] = [new BigInt64Array(1), new BigInt64Array(2 * k), BigInt64Array.of(1n)];
      const [work, integers] = [new Float64Array(18 * n), new BigInt64Array(10 * n)];
      const off = new Float64Array(n);
      off.set(offDiagonal);
      const matrix = [n, diagonal.slice(), off] as const;
      const range = [unbounded, unbounded, n - k + 1, n] as const;
      const results = [found, values, vectors.values, atLeastOne(n), k, supports, isAccurate] as const;
      const rooms = [work, work.length, integers, integers.length] as const;
      const code = await ended("dstemr", "V", "I", ...matrix, ...range, ...results, ...rooms);
      const isWhole = code === 0 && Number(BigInt.asIntN(32, found[0]!)) === k;
      return isWhole ? { values: values.slice(0, k), vectors } : undefined;
    },

    async turnBack({ rows: n, values }, { tau }, vectors) {
      const work = new Float64Array(atLeastOne(vectors.rows * blocking));
      const [length, k] = [atLeastOne(n), vectors.rows];
      await lapack("dormtr", "L", "U", "N", n, k, values, length, tau, vectors.values, length, work, work.length);
    },
  };
}

/** Two rooms of so many numbers, each in memory of its own that is to spare, or else in fresh memory. */
function roomsIn(spare: readonly Float64Array[], first: number, second: number): [Float64Array, Float64Array] {
  const large = spare.find(({ length }) => length >= first);
  const other = spare.find((memory) => memory !== large && memory.length >= second);
  return [roomIn(large, first), roomIn(other, second)];
}

function roomIn(memory: Float64Array | undefined, length: number): Float64Array {
  return memory?.subarray(0, length) ?? new Float64Array(length);
}

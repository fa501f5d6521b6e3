import type { Matrix } from "../matrix.ts";
import type { Team } from "../team.ts";
import type { Tridiagonalisation } from "./tridiagonalisation.ts";
import { tridiagonalPanel } from "../wasm/tridiagonalPanel.ts";
import { unitFor } from "./unitFor.ts";

/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  /** n entries. */
  readonly diagonal: Float64Array;
  /** n - 1 entries. */
  readonly offDiagonal: Float64Array;
}

/** Consecutive Householder reflections I - tau·v·vᵀ that touch the rows from `firstRow` on, up to `atOnce` of them. */
export interface Reflectors {
  readonly firstRow: number;
  /** b × m, one v a row. */
  readonly vectors: Matrix;
  /** b factors. */
  readonly tau: Float64Array;
}

/** A symmetric matrix, reduced to three diagonals. */
export interface Reduced {
  readonly tridiagonal: Tridiagonal;
  /** In the order in which they are multiplied. */
  readonly reflectors: readonly Reflectors[];
  /** A number to multiply eigenvalues by. */
  readonly unit: number;
  /** n² numbers of memory that nothing needs any more, where there is as much. */
  readonly room: Float64Array | undefined;
}

const panelColumns = 32;
/** Reflectors that are applied at once, some panels': a product with few of them is bound by memory. */
const atOnce = 4 * panelColumns;
/** Entries a tile of the update holds beyond the last row at most. */
const padding = 3;
const doubleBytes = 8;
/** Numbers that threads share: `shared` of the module. */
const sharedNumbers = 32;
/** Sums of a product that the module keeps apart. */
const productParts = 4;
/** Waits for the others' share after which the machine is too busy for them to be of help. */
const sleepsAllowed = 50;
/** Memory for a matrix of some 128 rows, which is reduced without a pause. */
const smallBytes = 1 << 18;
/** From this side on other threads are of use (measured). */
const largeSide = 256;
/** And from this one a thread that must start first: it takes some 50 ms of 300. */
const startingSide = 1000;

/**
 * Q with Qᵀ·A·Q tridiagonal, as reflectors, for `unit`·A = `matrix`, symmetric, n × n. The unit is 1, or where squares of
 * the entries might overflow or vanish a power of two near the largest: it keeps every bit. Blocked as in LAPACK's
 * dsytrd: Dongarra, Sorensen & Hammarling (1989). With many rows other work has its turn after each panel. The threads
 * of `team` help where they are ready in time; without them the result is the same.
 */
export async function tridiagonalise(matrix: Matrix, team?: Team): Promise<Reduced> {
  const n = matrix.rows;
  const sizes = {
    shared: sharedNumbers,
    a: n * n,
    v: panelColumns * n,
    w: panelColumns * n,
    tau: panelColumns,
    diagonal: n,
    offDiagonal: n,
    sums: productParts * n + 2 * panelColumns,
    packed: 2 * panelColumns * (n + padding),
  };
  const at = addresses(sizes);
  const { functions, memory, handle } = roomFor(at.end);
  const numbers = (address: number, length: number): Float64Array => new Float64Array(memory, address, length);
  const a = numbers(at.a, n * n);
  a.set(matrix.values);
  const unit = unitFor(functions.largestOf(at.a, n * n));
  if (unit !== 1) for (let i = 0; i < a.length; i++) a[i]! /= unit;

  const helped = n < largeSide ? undefined : helpOf(team, n, { memory: handle, shared: at.shared });
  const reflectors: Reflectors[] = [];
  try {
    for (let start = 0; n - start > 1;) {
      const width = Math.min(panelColumns, n - start - 1);
      functions.reducePanel(at.shared, at.a, n, start, width, at.v, at.w, at.tau, at.diagonal, at.offDiagonal, at.sums);
      if (start % atOnce === 0) reflectors.push(noReflectors(start + 1, n));
      keep(reflectors.at(-1)!, start % atOnce, numbers(at.v, width * n), numbers(at.tau, width));
      start += width;
      if (helped !== undefined && functions.timesSlept(at.shared) > sleepsAllowed) functions.end(at.shared);
      functions.updateTrailing(at.shared, at.a, n, start, width, at.v, at.w, at.packed);
      if (n >= largeSide && n - start > 1) await new Promise(setImmediate);
    }
  } finally {
    functions.end(at.shared);
    // A small matrix lies in memory that the next one takes: until it is read out nothing may be awaited.
    if (helped !== undefined) await helped;
  }
  const diagonal = numbers(at.diagonal, n).slice();
  if (n > 0) diagonal[n - 1] = a[n * n - 1]!;
  const offDiagonal = numbers(at.offDiagonal, Math.max(n - 1, 0)).slice();
  return { tridiagonal: { diagonal, offDiagonal }, reflectors, unit, room: at.end > smallBytes ? a : undefined };
}

/** The end of the team's help; undefined where nobody is ready in time. Who cannot help, after all, is not needed. */
function helpOf(team: Team | undefined, side: number, task: Tridiagonalisation): Promise<void> | undefined {
  if (team === undefined || (!team.isReady && side < startingSide)) return undefined;
  return team.begin({ kind: "tridiagonalise", task }, team.size - 1).catch(() => {});
}

let small: ReturnType<typeof tridiagonalPanel.instantiate> | undefined;

/** Memory for a matrix: little of it is kept for the next one, which must not come before this one is done. */
function roomFor(bytes: number): ReturnType<typeof tridiagonalPanel.instantiate> {
  if (bytes > smallBytes) return tridiagonalPanel.instantiate(bytes);
  small ??= tridiagonalPanel.instantiate(smallBytes);
  new Uint8Array(small.memory, 0, sharedNumbers * doubleBytes).fill(0);
  return small;
}

/** Byte addresses of arrays of so many float64, one after the other. */
function addresses<Name extends string>(sizes: Record<Name, number>): Record<Name | "end", number> {
  let end = 0;
  const starts = Object.entries<number>(sizes).map(([name, size]) => {
    const start = end;
    end += size * doubleBytes;
    return [name, start];
  });
  return { ...Object.fromEntries(starts), end };
}

/** Room for the reflectors of the next columns of an n × n matrix. */
function noReflectors(firstRow: number, n: number): Reflectors {
  const rows = Math.min(atOnce, n - firstRow);
  const columns = n - firstRow;
  return {
    firstRow,
    vectors: { rows, columns, values: new Float64Array(rows * columns) },
    tau: new Float64Array(rows),
  };
}

/** Puts a panel's vectors, n entries each, among the others from `row` on. */
function keep({ firstRow, vectors, tau }: Reflectors, row: number, panel: Float64Array, factors: Float64Array): void {
  const { columns, values } = vectors;
  const n = firstRow + columns;
  for (let i = 0; i < factors.length; i++)
    values.set(panel.subarray(i * n + firstRow, (i + 1) * n), (row + i) * columns);
  tau.set(factors, row);
}

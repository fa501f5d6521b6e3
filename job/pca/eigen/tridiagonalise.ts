import type { Matrix } from "../matrix.ts";
import type { Team } from "../team.ts";
import type { Tridiagonalisation } from "./tridiagonalisation.ts";
import { tridiagonalPanel } from "../wasm/tridiagonalPanel.ts";

/** A symmetric tridiagonal matrix. */
export interface Tridiagonal {
  /** n entries. */
  readonly diagonal: Float64Array;
  /** n - 1 entries. */
  readonly offDiagonal: Float64Array;
}

/** Consecutive Householder reflections I - tau·v·vᵀ that touch the rows from `firstRow` on. */
export interface Reflectors {
  readonly firstRow: number;
  /** b × m, one v a row. */
  readonly vectors: Matrix;
  /** b factors. */
  readonly tau: Float64Array;
}

const panelColumns = 32;
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

/**
 * Q with Qᵀ·A·Q tridiagonal, as reflectors in the order in which they are multiplied, for `divisor`·A = `matrix`,
 * symmetric, n × n. Only the lower half is read. Blocked as in LAPACK's dsytrd: Dongarra, Sorensen & Hammarling (1989).
 * With many rows other work has its turn after each panel. The threads of `team` help where they are ready; without
 * them the result is the same.
 */
export async function tridiagonalise(
  matrix: Matrix,
  divisor: number,
  team?: Team,
): Promise<{ tridiagonal: Tridiagonal; reflectors: Reflectors[] }> {
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
  if (divisor !== 1) for (let i = 0; i < a.length; i++) a[i]! /= divisor;

  const helped = n < largeSide ? undefined : helpOf(team, { memory: handle, shared: at.shared });
  const reflectors: Reflectors[] = [];
  try {
    for (let start = 0; n - start > 1;) {
      const width = Math.min(panelColumns, n - start - 1);
      functions.reducePanel(at.shared, at.a, n, start, width, at.v, at.w, at.tau, at.diagonal, at.offDiagonal, at.sums);
      reflectors.push({
        firstRow: start + 1,
        vectors: fromColumn(numbers(at.v, width * n), width, n, start + 1),
        tau: numbers(at.tau, width).slice(),
      });
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
  return { tridiagonal: { diagonal, offDiagonal: numbers(at.offDiagonal, Math.max(n - 1, 0)).slice() }, reflectors };
}

/** The end of the team's help; undefined where nobody is ready. Who cannot help, after all, is not needed. */
function helpOf(team: Team | undefined, task: Tridiagonalisation): Promise<void> | undefined {
  if (!team?.isReady) return undefined;
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

function fromColumn(values: Float64Array, rows: number, columns: number, from: number): Matrix {
  const kept = new Float64Array(rows * (columns - from));
  for (let i = 0; i < rows; i++) kept.set(values.subarray(i * columns + from, (i + 1) * columns), i * (columns - from));
  return { rows, columns: columns - from, values: kept };
}

import type { Matrix, RowBlock } from "../matrix.ts";
import { centring } from "../wasm/centring.ts";

export interface CentredRows {
  /** n × d: the rows less their means, in float64. */
  readonly matrix: Matrix;
  /** d means. */
  readonly mean: Float64Array;
  /** d sums of the matrix's squares. */
  readonly squares: Float64Array;
  /** Lets the next rows have this memory: neither matrix nor squares are to be read any more. */
  release(): void;
}

const doubleBytes = Float64Array.BYTES_PER_ELEMENT;

/** The rows of all blocks, `count` of them with d features each, about their means. */
export function centredRows(blocks: readonly RowBlock[], count: number, d: number): CentredRows {
  const isDouble = blocks.some(({ values }) => values instanceof Float64Array);
  const Numbers = isDouble ? Float64Array : Float32Array;
  const [means, squares, target] = [0, d * doubleBytes, 2 * d * doubleBytes] as const;
  const values = target + count * d * doubleBytes;
  const room = roomFor(values + count * d * Numbers.BYTES_PER_ELEMENT);
  const { functions, memory } = room;

  const rows = isDouble ? new Float64Array(memory, values, count * d) : new Float32Array(memory, values, count * d);
  let filled = 0;
  for (const block of blocks) {
    rows.set(block.values, filled);
    filled += block.values.length;
  }
  const centre = isDouble ? functions.centreRowsFloat64 : functions.centreRowsFloat32;
  centre(values, count, d, means, squares, target);
  return {
    matrix: { rows: count, columns: d, values: new Float64Array(memory, target, count * d) },
    mean: new Float64Array(memory, means, d).slice(),
    squares: new Float64Array(memory, squares, d),
    release() {
      if (memory.byteLength <= mostKept) kept = room;
    },
  };
}

type Room = ReturnType<typeof centring.instantiate>;

/** Memory up to this size is kept for the next rows: fresh memory takes longer than a small PCA's arithmetic. */
const mostKept = 1 << 22;
let kept: Room | undefined;

function roomFor(bytes: number): Room {
  if (kept === undefined || kept.memory.byteLength < bytes) return centring.instantiate(bytes);
  const room = kept;
  kept = undefined;
  return room;
}

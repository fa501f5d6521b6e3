import type { RowBlock } from "../matrix.ts";
import { centring } from "../wasm/centring.ts";

/** Room for blocks of rows, turned into columns less their means; kept from block to block. */
export interface CentredBlock {
  /** d means of the block last given. */
  readonly mean: Float64Array;
  /**
   * d × (rows + 1), row-major: a feature's values less its mean, and one number more for the caller to fill. The next
   * block is written over it.
   */
  readonly columns: Float64Array;
}

const doubleBytes = 8;

/** Centres blocks of d features, in memory of its own for as many rows as the largest block had. */
export function blockCentring(d: number): (values: RowBlock["values"], rows: number) => CentredBlock {
  let room: ReturnType<typeof roomFor> | undefined;

  return (values, rows) => {
    const bytesEach = values.BYTES_PER_ELEMENT;
    if (room === undefined || room.rows < rows || room.bytesEach < bytesEach) room = roomFor(d, rows, bytesEach);
    const { functions, memory, at } = room;
    const target = bytesEach === doubleBytes ? Float64Array : Float32Array;
    new target(memory, at.values, rows * d).set(values.subarray(0, rows * d));
    if (bytesEach === doubleBytes) {
      functions.columnMeansFloat64(at.values, rows, d, at.means);
      functions.centreFloat64(at.values, rows, d, at.means, at.columns, rows + 1);
    } else {
      functions.columnMeansFloat32(at.values, rows, d, at.means);
      functions.centreFloat32(at.values, rows, d, at.means, at.columns, rows + 1);
    }
    return {
      mean: new Float64Array(memory, at.means, d),
      columns: new Float64Array(memory, at.columns, d * (rows + 1)),
    };
  };
}

function roomFor(d: number, rows: number, bytesEach: number) {
  const columns = d * doubleBytes;
  const values = columns + d * (rows + 1) * doubleBytes;
  const instance = centring.instantiate(values + d * rows * bytesEach);
  return { ...instance, rows, bytesEach, at: { means: 0, columns, values } };
}

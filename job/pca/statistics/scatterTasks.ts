import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix } from "../matrix.ts";
import { centring } from "../wasm/centring.ts";
import { type Panel, type ScatterRoom, slotOf } from "./scatterRoom.ts";

/** What there is to do for a block: first the features of every panel are centred, then the panels' sums are added to. */
export interface ScatterTasks {
  /** Centres a panel's features of a block, and moves their running means on. */
  centre(block: number, panel: Panel): void;
  /** Adds a block's products, once all of its features are centred. */
  add(block: number, panel: Panel): Promise<void>;
}

/** A block is centred on its own mean; the step from the running mean to the block's enters as one more row,
 * √(n·m/(n+m))·(difference), which is exactly the correction of `mergeStatistics`. */
export function scatterTasks(room: ScatterRoom, kernel: MatrixKernel): ScatterTasks {
  const { features: d, memory, mean } = room;
  const { functions } = centring.instantiateOn(memory);

  return {
    centre(block, { first, rows: count }) {
      const { rows, before, isDouble } = blockIn(room, block);
      const { means, columns, values } = slotOf(room, block);
      const centre = isDouble ? functions.centreColumnsFloat64 : functions.centreColumnsFloat32;
      centre(values, rows, d, first, first + count, means, columns, rows + 1);

      const blockMean = new Float64Array(memory.buffer, means, d);
      const centred = new Float64Array(memory.buffer, columns, d * (rows + 1));
      const total = before + rows;
      const weight = Math.sqrt((before * rows) / total);
      for (let j = first; j < first + count; j++) {
        const step = blockMean[j]! - mean[j]!;
        centred[j * (rows + 1) + rows] = step * weight;
        mean[j]! += step * (rows / total);
      }
    },

    async add(block, { first, rows: count, columns: width, sum }) {
      const length = blockIn(room, block).rows + 1;
      const { columns } = slotOf(room, block);
      const from = (feature: number, rows: number): Matrix => ({
        rows,
        columns: length,
        values: new Float64Array(memory.buffer, columns + feature * length * 8, rows * length),
      });
      const total: Matrix = { rows: count, columns: width, values: sum };
      await kernel.addProduct(from(first, count), from(first, width), total, { right: true });
    },
  };
}

/** Puts a block into its slot. */
export function putBlock(
  room: ScatterRoom,
  block: number,
  { values, rows, before }: { values: Float32Array | Float64Array; rows: number; before: number },
): void {
  const Numbers = values instanceof Float64Array ? Float64Array : Float32Array;
  new Numbers(room.memory.buffer, slotOf(room, block).values, rows * room.features).set(values);
  room.blocks.set([rows, before, Numbers.BYTES_PER_ELEMENT], 3 * (block % room.slots));
}

function blockIn(room: ScatterRoom, block: number): { rows: number; before: number; isDouble: boolean } {
  const [rows = 0, before = 0, bytes] = room.blocks.subarray(3 * (block % room.slots));
  return { rows, before, isDouble: bytes === Float64Array.BYTES_PER_ELEMENT };
}

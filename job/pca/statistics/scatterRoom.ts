import { sharedMemory } from "../../wasm/compiledModule.ts";
import { newProgress } from "./scatterProgress.ts";

/** Features a panel: the scatter is kept as each panel's products with itself and those after it, its upper half. */
const panelFeatures = 160;
const doubleBytes = Float64Array.BYTES_PER_ELEMENT;

/** Products of the features from `first` on, a few of them with all that follow. */
export interface Panel {
  readonly first: number;
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, row-major. */
  readonly sum: Float64Array;
}

/** What is being added to running statistics, in memory that threads may share. */
export interface ScatterRoom {
  /** d. */
  readonly features: number;
  /** Rows that a block may have. */
  readonly blockRows: number;
  /** Blocks that are held at once, each in its slot. */
  readonly slots: number;
  /** The slots, each `slotBytes` long. */
  readonly memory: WebAssembly.Memory;
  /** d running means. */
  readonly mean: Float64Array;
  readonly panels: readonly Panel[];
  /** A block's rows, the rows before it, and the bytes of each of its values, for each slot. */
  readonly blocks: Float64Array;
  /** Counters of the threads that work on it. */
  readonly progress: Int32Array;
}

/** Room for running statistics of d features, all zero. */
export function scatterRoom(features: number, blockRows: number, slots: number): ScatterRoom {
  const panels = Array.from({ length: Math.ceil(features / panelFeatures) }, (_, index): Panel => {
    const first = index * panelFeatures;
    const rows = Math.min(panelFeatures, features - first);
    const columns = features - first;
    return { first, rows, columns, sum: sharedNumbers(rows * columns) };
  });
  return {
    features,
    blockRows,
    slots,
    memory: sharedMemory(slots * slotBytes(features, blockRows)),
    mean: sharedNumbers(features),
    panels,
    blocks: sharedNumbers(3 * slots),
    progress: newProgress(panels.length),
  };
}

/** Byte addresses of what is in a slot. */
export interface Slot {
  /** d means of the block. */
  readonly means: number;
  /** d × (rows + 1): a feature's values less its mean, and the step between means. */
  readonly columns: number;
  /** rows × d values as they came, float32 or float64. */
  readonly values: number;
}

export function slotOf({ features, blockRows, slots }: ScatterRoom, block: number): Slot {
  const means = (block % slots) * slotBytes(features, blockRows);
  const columns = means + features * doubleBytes;
  return { means, columns, values: columns + features * (blockRows + 1) * doubleBytes };
}

function slotBytes(features: number, rows: number): number {
  return features * (1 + rows + 1 + rows) * doubleBytes;
}

function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * doubleBytes));
}

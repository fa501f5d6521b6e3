import type { WeightTensor } from "../networks/weightShapes.ts";

/** Where the values of a network's weights are read, one tensor at a time, in Keras's axis order. */
export interface WeightSource {
  /** @returns the tensor, row-major; a caller keeps it no longer than needed, as some hold 400 MB. */
  read(tensor: WeightTensor): Float32Array;
}

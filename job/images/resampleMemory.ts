import type { ModuleInstance } from "../wasm/compiledModule.ts";
import type { AxisCoefficients } from "./bicubicCoefficients.ts";
import { resample, type ResampleFunctions } from "./wasm/resample.ts";

/** What `resample` reads and writes beyond the pixels and the result. */
const slack = 16;

/** The instance of this thread, replaced by a larger one when a picture needs it. */
let instance: ModuleInstance<ResampleFunctions> | undefined;

/** `resample` with an axis in its memory, and where pixels and result, of these lengths in bytes, have their places. */
export function layOut({ first, count, weights }: AxisCoefficients, pixelBytes: number, resultBytes: number) {
  const at = { first: 0, count: 0, weights: 0, pixels: 0, result: 0 };
  at.count = at.first + first.byteLength;
  at.weights = at.count + count.byteLength;
  at.pixels = at.weights + weights.byteLength;
  at.result = at.pixels + pixelBytes + slack;
  const needed = at.result + resultBytes + slack;
  if (instance === undefined || instance.memory.byteLength < needed) instance = resample.instantiate(needed);
  const { functions, memory } = instance;
  new Int32Array(memory, at.first, first.length).set(first);
  new Int32Array(memory, at.count, count.length).set(count);
  new Int32Array(memory, at.weights, weights.length).set(weights);
  return { functions, bytes: new Uint8Array(memory), at };
}

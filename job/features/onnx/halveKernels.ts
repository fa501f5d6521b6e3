import { InputError } from "../../contract/errors.ts";
import type { OnnxGraph, OnnxInitializer, OnnxNode } from "./encodeModel.ts";
import { toHalfPrecision } from "./halfPrecision.ts";

/** Smaller constants, biases above all, are not worth the rounding. */
const fewestValues = 4096;

/**
 * The same network with its kernels kept in half precision and cast back before use, which onnxruntime does once, when
 * it opens the model: half the file, computed in single precision.
 */
export function halveKernels(graph: OnnxGraph): OnnxGraph {
  const large = graph.initializers.filter(isLarge);
  const casts = large.map(({ name }): OnnxNode => {
    return { op: "Cast", inputs: [halfName(name)], output: name, attributes: { to: 1 } };
  });
  const initializers = graph.initializers.map((each) => (isLarge(each) ? halved(each) : each));
  return { ...graph, nodes: [...casts, ...graph.nodes], initializers };
}

const isLarge = ({ shape }: OnnxInitializer) => shape.reduce((product, side) => product * side, 1) >= fewestValues;

const halfName = (name: string) => `${name}/half`;

function halved({ name, shape, values }: OnnxInitializer): OnnxInitializer {
  return {
    name: halfName(name),
    shape,
    values: () => {
      const all = values();
      const halves = all instanceof Float32Array ? toHalfPrecision(all) : all;
      if (halves === undefined)
        throw new InputError(
          `halfWeights: ${name} holds values that half precision cannot (above 65,504)`,
          "Leave halfWeights out for these weights.",
        );
      return halves;
    },
    type: "float16",
  };
}

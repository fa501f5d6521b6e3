import type { InferenceSession } from "onnxruntime-node";
import { InputError } from "../../contract/errors.ts";
import { preprocessingModes } from "../../contract/jobSpec.ts";
import type { OnnxInput } from "../preparedModel.ts";
import type { Preprocessing } from "../preprocessing.ts";

export interface OnnxFileChoice {
  /** Side of the input asked for; a file with a side of its own takes no other. */
  readonly size: number | undefined;
  /** Side where neither the file nor the job gives one. */
  readonly defaultSize: number;
  /** Absent where nobody has said how the pixels are to be normalised. */
  readonly preprocessing: Preprocessing | undefined;
}

export interface PictureInput {
  readonly input: OnnxInput;
  readonly inputSize: number;
  /** Whether the model takes one picture at a time. */
  readonly oneByOne: boolean;
}

/** Reads what a model's only input is from its shape. @throws InputError when it is not one square RGB picture */
export function pictureInput(
  inputs: readonly InferenceSession.ValueMetadata[],
  path: string,
  choice: OnnxFileChoice,
): PictureInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0)
    throw new InputError(
      `${path} has ${inputs.length} inputs (${inputs.map(({ name }) => name).join(", ")}); an extractor has one, the picture`,
      "Export the model again with the picture as its only input.",
    );
  if (!input.isTensor || (input.type !== "float32" && input.type !== "uint8"))
    throw new InputError(
      `${path}: the input ${input.name} is ${input.isTensor ? input.type : "no tensor"}, not float32 or uint8`,
      "Export the model again with a float32 picture as its input.",
    );
  const layout = layoutOf(input.shape);
  const given = `${input.name} has the shape [${input.shape.join(", ")}]`;
  if (layout === undefined)
    throw new InputError(
      `${path}: ${given}, which is not that of RGB pictures`,
      "The shape must be [n, 3, side, side] or [n, side, side, 3]; open sides may have a name.",
    );
  const inputSize = sideOf(layout === "NCHW" ? input.shape.slice(2) : input.shape.slice(1, 3), given, path, choice);
  const batch = input.shape[0];
  if (typeof batch === "number" && batch !== 1)
    throw new InputError(`${path}: ${given}, ${batch} pictures at a time`, "Export it with an open first axis, or 1.");
  return { input: typed(input, layout, path, choice), inputSize, oneByOne: batch === 1 };
}

function typed(
  { name, type }: InferenceSession.TensorValueMetadata,
  layout: "NCHW" | "NHWC",
  path: string,
  { preprocessing }: OnnxFileChoice,
): OnnxInput {
  if (type === "uint8") {
    if (layout === "NHWC") return { name, type, layout };
    throw new InputError(`${path}: bytes are taken channels last only`, "Export it with a float32 input.");
  }
  if (preprocessing === undefined)
    throw new InputError(
      `${path} does not say how its input ${name} is to be normalised`,
      `Give preprocess: ${preprocessingModes.join(", ")} (none leaves the pixels 0-255).`,
    );
  return { name, type: "float32", layout, preprocessing };
}

type Side = number | string;

/** Where the axis of three channels is. */
function layoutOf(shape: readonly Side[]): "NCHW" | "NHWC" | undefined {
  if (shape.length !== 4) return undefined;
  if (shape[1] === 3) return "NCHW";
  return shape[3] === 3 ? "NHWC" : undefined;
}

function sideOf(sides: readonly Side[], given: string, path: string, { size, defaultSize }: OnnxFileChoice): number {
  const fixed = sides.filter((side) => typeof side === "number");
  const [own] = fixed;
  if (fixed.some((side) => side !== own))
    throw new InputError(`${path}: ${given}, which is not square`, "Export it with a square input.");
  if (own !== undefined && size !== undefined && size !== own)
    throw new InputError(
      `${path}: ${given}; it cannot work on ${size} × ${size} pixels`,
      `Leave size out or give ${own}.`,
    );
  return own ?? size ?? defaultSize;
}

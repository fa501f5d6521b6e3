import type { InferenceSession } from "onnxruntime-node";
import { InputError } from "../../contract/errors.ts";
import { preprocessingModes } from "../../contract/jobSpec.ts";
import type { OnnxInput } from "../preparedModel.ts";
import type { Preprocessing } from "../preprocessing.ts";
import { inputLayout, type Layout } from "./inputLayout.ts";

export interface OnnxFileChoice {
  /** Side of the input asked for; a file with a side of its own takes no other. */
  readonly size: number | undefined;
  /** Side where neither the file nor the job gives one. */
  readonly defaultSize: number;
  /** Where the job says it; a shape that says otherwise is refused. */
  readonly layout: Layout | undefined;
  /** Absent where nobody has said how the pixels are to be normalised. */
  readonly preprocessing: Preprocessing | undefined;
}

export interface PictureInput {
  readonly input: OnnxInput;
  readonly inputSize: number;
  /** Whether the model takes one picture at a time. */
  readonly oneByOne: boolean;
}

/**
 * Reads what a model's only input is from its shape and, where the file has them, the names of its axes.
 * @param channelAxis the axis of an input that the file denotes as the channels
 * @throws InputError when it is not one square RGB picture
 */
export function pictureInput(
  inputs: readonly InferenceSession.ValueMetadata[],
  path: string,
  choice: OnnxFileChoice,
  channelAxis: (input: string) => number | undefined,
): PictureInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0)
    throw new InputError(
      `${path} has ${inputs.length} inputs (${inputs.map(({ name }) => name).join(", ")}); an extractor has one, the picture`,
      "Give output: a value that the picture alone leads to, or export the model with the picture as its only input.",
    );
  if (!input.isTensor || (input.type !== "float32" && input.type !== "uint8"))
    throw new InputError(
      `${path}: the input ${input.name} is ${input.isTensor ? input.type : "no tensor"}, not float32 or uint8`,
      "Export the model again with a float32 picture as its input.",
    );
  const given =
    input.shape.length === 0 ? `${input.name} has no shape` : `${input.name} has the shape [${input.shape.join(", ")}]`;
  const layout = inputLayout(input.shape, given, path, { asked: choice.layout, channelAxis: channelAxis(input.name) });
  const inputSize = sideOf(layout === "NCHW" ? input.shape.slice(2) : input.shape.slice(1, 3), given, path, choice);
  const batch = input.shape[0];
  if (typeof batch === "number" && batch !== 1)
    throw new InputError(`${path}: ${given}, ${batch} pictures at a time`, "Export it with an open first axis, or 1.");
  return { input: typed(input, layout, path, choice), inputSize, oneByOne: batch === 1 };
}

function typed(
  { name, type }: InferenceSession.TensorValueMetadata,
  layout: Layout,
  path: string,
  { preprocessing }: OnnxFileChoice,
): OnnxInput {
  if (type === "uint8") return { name, type, layout };
  if (preprocessing === undefined)
    throw new InputError(
      `${path} does not say how its input ${name} is to be normalised`,
      `Give preprocess: ${preprocessingModes.join(", ")} (none leaves the pixels 0-255), or mean and deviation.`,
    );
  return { name, type: "float32", layout, preprocessing };
}

type Side = number | string;

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

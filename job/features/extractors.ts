import { InputError } from "../contract/errors.ts";
import type { extractorNames, JobSpec } from "../contract/jobSpec.ts";
import type { ExtractorDefinition, NetworkDefinition, Pooling } from "./extractorDefinition.ts";
import { mobilenetV2 } from "./mobilenetV2.ts";
import { onnxFile } from "./onnxFile.ts";
import { pixels } from "./pixels.ts";
import { resnet50 } from "./resnet50.ts";
import { vgg16 } from "./vgg16.ts";

export type ExtractorName = (typeof extractorNames)[number];

export const extractorDefinitions: Readonly<Record<ExtractorName, ExtractorDefinition>> = {
  "mobilenet-v2": mobilenetV2,
  vgg16,
  resnet50,
  pixels,
  onnx: onnxFile,
};

/** What of a job says how an extractor is to work. */
export type ExtractorChoice = Pick<
  JobSpec,
  "extractor" | "size" | "pooling" | "grey" | "preprocess" | "mean" | "deviation" | "layout" | "output" | "halfWeights"
>;

/** The side of the input a job asks for, or the extractor's own. @throws InputError when it is too small */
export function inputSizeOf({ extractor, size: asked }: Pick<ExtractorChoice, "extractor" | "size">): number {
  const { defaultSize, minimumSize } = extractorDefinitions[extractor];
  const size = asked ?? defaultSize;
  if (size < minimumSize)
    throw new InputError(
      `size: ${extractor} cannot work on ${size} × ${size} pixels`,
      `Give a size of ${minimumSize} or more (default ${defaultSize}).`,
    );
  return size;
}

/** The pooling a job asks for, or the network's own. @throws InputError naming the valid choices */
export function poolingOf(
  { extractor, pooling }: Pick<ExtractorChoice, "extractor" | "pooling">,
  network: NetworkDefinition,
  size: number,
): Pooling {
  const chosen = pooling ?? network.poolings[0];
  if (!network.poolings.includes(chosen))
    throw new InputError(`pooling: ${extractor} has no ${chosen}`, `Choose one of ${network.poolings.join(", ")}.`);
  const fixedSize = network.fixedSize?.[chosen];
  if (fixedSize !== undefined && size !== fixedSize)
    throw new InputError(
      `size: ${extractor} with pooling ${chosen} cannot work on ${size} × ${size} pixels`,
      `Give size ${fixedSize}, or another pooling: ${network.poolings.filter((other) => other !== chosen).join(", ")}.`,
    );
  return chosen;
}

/** @throws InputError for options that mean nothing to the extractor, which would otherwise go unnoticed */
export function refuseIdleOptions(choice: ExtractorChoice, kind: ExtractorDefinition["kind"]): void {
  if (choice.grey && kind !== "pixels")
    throw new InputError(
      `grey: ${choice.extractor} needs red, green and blue`,
      "Leave grey out, or take extractor pixels.",
    );
  if (choice.pooling !== undefined && kind !== "network")
    throw new InputError(
      `pooling: ${kind === "pixels" ? "pixels have" : "an .onnx file has"} nothing to choose`,
      "Leave pooling out.",
    );
  for (const option of ["preprocess", "mean", "deviation"] as const)
    if (choice[option] !== undefined && kind === "pixels")
      throw new InputError(`${option}: pixels are taken as they are, 0-255`, `Leave ${option} out.`);
  if (choice.halfWeights && kind !== "network")
    throw new InputError(
      `halfWeights: ${kind === "pixels" ? "pixels have no weights" : "an .onnx file is taken as it is"}`,
      "Leave halfWeights out.",
    );
  for (const option of ["layout", "output"] as const)
    if (choice[option] !== undefined && kind !== "onnxFile")
      throw new InputError(`${option}: only an .onnx file has one to choose`, `Leave ${option} out.`);
}

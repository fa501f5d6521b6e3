import { InputError } from "../contract/errors.ts";
import type { extractorNames, JobSpec } from "../contract/jobSpec.ts";
import type { ExtractorDefinition, Pooling } from "./extractorDefinition.ts";
import { mobilenetV2 } from "./mobilenetV2.ts";
import { pixels } from "./pixels.ts";
import { resnet50 } from "./resnet50.ts";
import { vgg16 } from "./vgg16.ts";

export type ExtractorName = (typeof extractorNames)[number];

export const extractorDefinitions: Readonly<Record<ExtractorName, ExtractorDefinition>> = {
  "mobilenet-v2": mobilenetV2,
  vgg16,
  resnet50,
  pixels,
};

/** What of a job decides the shape of the features. */
export type ExtractorChoice = Pick<JobSpec, "extractor" | "size" | "pooling" | "grey">;

/** The side of the input and the pooling a job asks for, or the extractor's own. */
export interface ExtractorSettings {
  readonly size: number;
  /** `avg` where there is nothing to pool. */
  readonly pooling: Pooling;
}

/** @throws InputError naming the valid choices when the extractor does not work that way */
export function extractorSettings(choice: ExtractorChoice): ExtractorSettings {
  const { defaultSize, minimumSize, network } = extractorDefinitions[choice.extractor];
  const size = choice.size ?? defaultSize;
  if (size < minimumSize)
    throw new InputError(
      `size: ${choice.extractor} cannot work on ${size} × ${size} pixels`,
      `Give a size of ${minimumSize} or more (default ${defaultSize}).`,
    );
  if (choice.grey && network !== undefined)
    throw new InputError(
      `grey: ${choice.extractor} needs red, green and blue`,
      "Leave grey out, or take extractor pixels.",
    );
  return { size, pooling: poolingOf(choice, size) };
}

function poolingOf({ extractor, pooling }: ExtractorChoice, size: number): Pooling {
  const { network } = extractorDefinitions[extractor];
  if (network === undefined) {
    if (pooling === undefined) return "avg";
    throw new InputError(`pooling: ${extractor} has nothing to pool`, "Leave pooling out.");
  }
  const chosen = pooling ?? network.poolings[0] ?? "avg";
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

import { InputError } from "../contract/errors.ts";
import type { extractorNames } from "../contract/jobSpec.ts";
import type { ExtractorDefinition } from "./extractorDefinition.ts";
import { mobilenetV2 } from "./mobilenetV2.ts";
import { pixels } from "./pixels.ts";

export type ExtractorName = (typeof extractorNames)[number];

export const extractorDefinitions: Readonly<Record<ExtractorName, ExtractorDefinition>> = {
  "mobilenet-v2": mobilenetV2,
  pixels,
};

/** The input size a job asks for, or the extractor's own. @throws InputError when the network cannot take it. */
export function inputSizeOf(extractor: ExtractorName, asked: number | undefined): number {
  const { defaultSize, minimumSize } = extractorDefinitions[extractor];
  const size = asked ?? defaultSize;
  if (size < minimumSize)
    throw new InputError(
      `size: ${extractor} cannot work on ${size} × ${size} pixels`,
      `Give a size of ${minimumSize} or more (default ${defaultSize}).`,
    );
  return size;
}

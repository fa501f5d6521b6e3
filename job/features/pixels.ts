import type { ExtractorDefinition } from "./extractorDefinition.ts";

/** The "classic" features: the resized picture itself, row by row, red green blue or grey, each 0-255. */
export const pixels: ExtractorDefinition = {
  name: "pixels",
  summary: "the pixels of the resized picture, 0-255",
  defaultSize: 20,
  minimumSize: 1,
  kind: "pixels",
};

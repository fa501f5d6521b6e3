import type { Pooling } from "../extractorDefinition.ts";
import { extractorDefinitions, type ExtractorName } from "../extractors.ts";
import type { OfficialFile } from "./officialFile.ts";

/** An official file and what it is for. */
export interface CatalogueEntry {
  readonly extractor: ExtractorName;
  readonly file: OfficialFile;
  /** A choice of size and pooling that takes this file. */
  readonly size: number;
  readonly pooling: Pooling;
}

/** Every file of trained weights an extractor may ask for, once. */
export function officialCatalogue(): readonly CatalogueEntry[] {
  const entries = new Map<string, CatalogueEntry>();
  for (const [extractor, definition] of Object.entries(extractorDefinitions) as [ExtractorName, Definition][]) {
    if (definition.kind !== "network") continue;
    for (const pooling of definition.poolings) {
      for (const size of definition.trainedSizes ?? [definition.defaultSize]) {
        const file = definition.officialFile(size, pooling);
        if (entries.has(file.fileName)) continue;
        entries.set(file.fileName, { extractor, file, size, pooling });
      }
    }
  }
  return [...entries.values()];
}

type Definition = (typeof extractorDefinitions)[ExtractorName];

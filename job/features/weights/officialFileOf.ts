import { InputError } from "../../contract/errors.ts";
import type { JobSpec } from "../../contract/jobSpec.ts";
import { extractorDefinitions, inputSizeOf, poolingOf } from "../extractors.ts";
import type { OfficialFile } from "./officialFile.ts";

/** The file of trained weights that a job needs. @throws InputError for extractors and choices without one */
export function officialFileOf(choice: Pick<JobSpec, "extractor" | "size" | "pooling">): OfficialFile {
  const definition = extractorDefinitions[choice.extractor];
  if (definition.kind !== "network") {
    const networks = Object.values(extractorDefinitions).filter(({ kind }) => kind === "network");
    throw new InputError(
      `extractor: ${choice.extractor} has no official weights`,
      `Choose one of ${networks.map(({ name }) => name).join(", ")}.`,
    );
  }
  const size = inputSizeOf(choice);
  return definition.officialFile(size, poolingOf(choice, definition, size));
}

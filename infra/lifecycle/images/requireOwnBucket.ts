import type { Settings } from "../../../config/settings.ts";
import { InputError } from "../../../job/contract/errors.ts";

/** @throws InputError where photographs cannot be brought to this stack */
export function requireOwnBucket(stack: string, { cloud, images }: Settings): void {
  if (images.from !== "own")
    throw new InputError(
      `${stack} reads its photographs from a place you have (verger:images)`,
      `leave out --images, or set verger:images.from: own in stacks/Pulumi.${stack}.yaml`,
    );
  if (cloud === "azure")
    throw new InputError(
      "on Azure only the stack's own network may write to its storage account",
      "put the photographs in a container you have and name it under verger:images (docs/configuration.md)",
    );
}

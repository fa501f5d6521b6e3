import type { Settings } from "../../../config/settings.ts";
import { InputError } from "../../../job/contract/errors.ts";

/** @throws InputError where photographs cannot be brought to this stack, because it reads them elsewhere */
export function requireOwnImages(stack: string, { images }: Settings): void {
  if (images.from === "own") return;
  throw new InputError(
    `${stack} reads its photographs from a place you have (verger:images)`,
    `leave out --images, or set verger:images.from: own in stacks/Pulumi.${stack}.yaml`,
  );
}

import { InputError } from "../contract/errors.ts";

/** Features whose squares are no longer numbers. */
export function overflowError(): InputError {
  return new InputError(
    "the squares of the features overflow: their values are too large for a variance",
    "Divide the features by a constant before the PCA.",
  );
}

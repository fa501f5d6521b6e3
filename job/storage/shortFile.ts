import { InputError } from "../contract/errors.ts";

/** The error of a file that ends at byte `at` where bytes up to `end` were asked for. */
export function shortFile(place: string, at: number, end: number): InputError {
  return new InputError(
    `${place} ends at byte ${at}, before byte ${end}`,
    "the file was cut short or changed while it was read: make it again",
  );
}

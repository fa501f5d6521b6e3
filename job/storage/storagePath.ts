import { InputError } from "../contract/errors.ts";

/** The parts of a path inside a storage. @throws InputError where the path could leave the root or names nothing. */
export function storagePathParts(path: string): string[] {
  const parts = path.split("/");
  const stays = parts.every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\0"));
  if (!stays)
    throw new InputError(
      `${JSON.stringify(path)} is not a path inside a storage`,
      "give a relative path with / between its parts and without . or ..",
    );
  return parts;
}

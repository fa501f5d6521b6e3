import { stat } from "node:fs/promises";
import { InputError } from "../../contract/errors.ts";

/** @throws InputError unless the path a person gave as weights leads to a file */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? "unknown");
  if (typeof found !== "string" && found.isFile()) return;
  const reason = typeof found !== "string" ? "it is a folder" : found === "ENOENT" ? "there is none" : found;
  throw new InputError(
    `weights: ${path} cannot be read (${reason})`,
    "Give the path of an .h5, .keras or .onnx file, or imagenet, or seeded.",
  );
}

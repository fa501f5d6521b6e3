import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, JobFailedError, RejectedImageError } from "../contract/errors.ts";
import type { ImageTask } from "./featurizeShard.ts";
import { type Decoding, pictureTask } from "./pictureTask.ts";

/** A photograph on disk as a task. */
export function photographTask(
  entry: Pick<ImageTask, "path" | "label">,
  folder: string,
  inputSize: number,
  spec: Decoding,
): ImageTask {
  return pictureTask(entry, () => readPhotograph(join(folder, entry.path)), inputSize, spec);
}

/** Reasons why one file cannot be read; any other error of the disk concerns the whole run. */
const rejections: Readonly<Record<string, string>> = {
  EACCES: "no permission to read it",
  ENOENT: "no longer there",
  EISDIR: "a folder, not a file",
  ELOOP: "a link that leads nowhere",
};

async function readPhotograph(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = code === "ENOENT" && file.includes("\ufffd") ? "its name is not valid UTF-8" : rejections[code];
    if (reason !== undefined) throw new RejectedImageError(reason, { cause: error });
    if (code === "EMFILE")
      throw new InputError("Too many files are open.", "Raise the limit (ulimit -n 4096) and resume.", {
        cause: error,
      });
    throw new JobFailedError(`${file} cannot be read: ${String(error)}`, "Check the disk, then resume the run.", {
      cause: error,
    });
  }
}

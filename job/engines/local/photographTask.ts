import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, JobFailedError, RejectedImageError } from "../../contract/errors.ts";
import type { JobSpec } from "../../contract/jobSpec.ts";
import { decodeRgb } from "../../images/decodeRgb.ts";
import type { ImageEntry } from "../../images/listImages.ts";
import type { ImageTask } from "../featurizeShard.ts";
import { modelPicture } from "../modelPicture.ts";

type Decoding = Pick<JobSpec, "maxPixels" | "exifOrientation" | "grey" | "resize">;

/** A photograph on disk as a task: read, decoded and resized when its turn comes. */
export function photographTask(entry: ImageEntry, folder: string, inputSize: number, spec: Decoding): ImageTask {
  return {
    path: entry.path,
    label: entry.label,
    async load() {
      const image = await decodeRgb(await readPhotograph(join(folder, entry.path)), spec);
      return { width: image.width, height: image.height, pixels: modelPicture(image, inputSize, spec) };
    },
  };
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

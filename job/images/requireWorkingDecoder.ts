import { JobFailedError } from "../contract/errors.ts";
import { decoder } from "./decoder.ts";
import type { ImageFormat } from "./imageFormat.ts";

/** A whole picture of one pixel in each format. */
const onePixel: Readonly<Record<ImageFormat, string>> = {
  JPEG: "/9j/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8Ad//Z",
  PNG: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAACklEQVQImWM4AQAAygDJJRSdqQAAAABJRU5ErkJggg==",
  WebP: "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEADMDOJaQAA3AA/uIgAAA=",
  TIFF: "SUkqAAoAAADIAA8AAAEDAAEAAAABAAAAAQEDAAEAAAABAAAAAgEDAAEAAAAIAAAAAwEDAAEAAAABAAAABgEDAAEAAAABAAAAEQEEAAEAAAAIAAAAEgEDAAEAAAABAAAAFQEDAAEAAAABAAAAFgEDAAEAAAAAAQAAFwEEAAEAAAABAAAAGgEFAAEAAADEAAAAGwEFAAEAAADMAAAAHAEDAAEAAAABAAAAKAEDAAEAAAACAAAAUwEDAAEAAAABAAAAAAAAADMzywAAAAgAMzPLAAAACAA=",
  GIF: "R0lGODlhAQABAIAAAExpccjIyCH5BAUAAAAALAAAAAABAAEAAAICTAEAOw==",
};

/**
 * Whether it may be the picture that is to blame for `error`, and not the machine: libvips had the memory it asked for,
 * and decodes a picture known to be whole.
 * @throws JobFailedError where it is the machine
 */
export async function requireWorkingDecoder(format: ImageFormat, error: unknown): Promise<void> {
  const words = error instanceof Error ? error.message : String(error);
  if (/out of memory -- size ==/.test(words))
    throw new JobFailedError(
      `There is too little memory to decode a picture (${words}).`,
      "Give the job fewer --workers, or have it reject pictures that large with a smaller --max-pixels, and go on with the run.",
      { cause: error },
    );
  try {
    await decoder(Buffer.from(onePixel[format], "base64"), { failOn: "warning" }).raw().toBuffer();
  } catch (cause) {
    throw new JobFailedError(
      `libvips cannot even decode a ${format} of one pixel (${cause instanceof Error ? cause.message : String(cause)}).`,
      "The machine is short of memory or threads; the pictures are not to blame. Go on with the run.",
      { cause },
    );
  }
}

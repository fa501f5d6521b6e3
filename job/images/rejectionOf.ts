import { RejectedImageError } from "../contract/errors.ts";
import { endsEarly } from "./endsEarly.ts";
import type { ImageFormat } from "./imageFormat.ts";

/** How libjpeg, libtiff and libvips say that the bytes ran out. */
const ranOut = /premature end|ends? prematurely|truncated|bad seek|got \d+ bytes, expected/i;

/** Who speaks, in libvips' messages: of no use to someone who looks for a broken photograph. */
const speakers = /^(Input buffer has corrupt header:|Vips\w+:|\w+2vips:|\w+_buffer:|source input:|source:|webp:|\s)+/;

/** A decoder's error as a short reason in plain words; `cause` keeps what it said. */
export function rejectionOf(error: unknown, file: Uint8Array, format: ImageFormat): RejectedImageError {
  if (error instanceof RejectedImageError) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (ranOut.test(said) || endsEarly(file, format))
    return new RejectedImageError(`truncated ${format}`, { cause: error });
  const detail = said.replace(speakers, "").split("\n", 1)[0]?.slice(0, 120) ?? "";
  const plain = detail === "Input buffer contains unsupported image format" ? "unreadable header" : detail;
  return new RejectedImageError(`damaged ${format}${plain === "" ? "" : ` (${plain})`}`, { cause: error });
}

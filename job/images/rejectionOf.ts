import { RejectedImageError } from "../contract/errors.ts";
import type { ImageFormat } from "./imageFormat.ts";

/** A decoder's error as a short reason in plain words; `cause` keeps what it said. */
export function rejectionOf(error: unknown, format: ImageFormat): RejectedImageError {
  if (error instanceof RejectedImageError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const [, detail] = /(?:corrupt header: )?(?:\w+: )?([^\n]*)/i.exec(said) ?? [];
  const truncated = /truncated|premature end|end of (stream|file|input)|not enough|unexpected eof/i.test(said);
  return new RejectedImageError(truncated ? `truncated ${format}` : `damaged ${format} (${detail})`, { cause: error });
}

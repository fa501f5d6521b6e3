import { relative } from "node:path";
import { isRemote } from "../../job/storage/location.ts";

/** A path as a person reads it best: relative where it lies below the folder they stand in, whole elsewhere, as is a URL. */
export function shownPath(path: string, workingFolder: string): string {
  if (isRemote(path)) return path;
  const inside = relative(workingFolder, path);
  return inside === "" ? "." : inside.startsWith("..") ? path : inside;
}

import { relative } from "node:path";

/** A path as a person reads it best: relative where it lies below the folder they stand in, whole elsewhere. */
export function shownPath(path: string, workingFolder: string): string {
  const inside = relative(workingFolder, path);
  return inside === "" ? "." : inside.startsWith("..") ? path : inside;
}

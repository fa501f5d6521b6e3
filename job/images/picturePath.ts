/** Files that count as pictures. */
export const pictureName = /\.(jpe?g|png|webp|tiff?|gif)$/i;

/** Folders that systems and appliances leave behind; some hold thumbnails that would count as pictures. */
export const litterFolders: ReadonlySet<string> = new Set([
  "__MACOSX",
  "@eaDir",
  "#recycle",
  "$RECYCLE.BIN",
  "System Volume Information",
  "lost+found",
]);

/** The label of a picture: the name of the folder it lies in, null right in the root or where labels are off. */
export function labelOf(path: string, source: "parent" | "none"): string | null {
  return source === "parent" ? (path.split("/").at(-2) ?? null) : null;
}

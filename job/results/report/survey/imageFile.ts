import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

/**
 * The bytes of an image of the run; undefined where the file is gone or its path leads out of the folder (a run folder
 * may come from elsewhere: its paths are not trusted).
 */
export async function readImageFile(folder: string, path: string): Promise<Buffer | undefined> {
  const file = resolve(folder, path);
  const inside = relative(folder, file);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
  try {
    return await readFile(file);
  } catch {
    // Gone, moved or no longer readable: the page says how many, and is made without them.
    return undefined;
  }
}

import { readdir, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Java would crash on an archive that was cut off, so its name says how long it is. */
export const archiveName = (place: string, bytes: number): string => `${place}-${bytes}.jsa`;

/** The whole archive at this place, if there is one; it counts as used from now on. */
export async function findArchive(place: string, now: Date): Promise<string | undefined> {
  const folder = dirname(place);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(place)}-`)) continue;
    const file = join(folder, name);
    if (file !== archiveName(place, (await stat(file)).size)) continue;
    await utimes(file, now, now);
    return file;
  }
  return undefined;
}

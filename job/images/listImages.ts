import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { InputError } from "../contract/errors.ts";
import { compareUtf8 } from "./compareUtf8.ts";
import { labelOf, litterFolders, pictureName } from "./picturePath.ts";

/** One picture found under the root, not yet opened. */
export interface ImageEntry {
  /** Relative to the root, `/` separated on every system. */
  readonly path: string;
  readonly label: string | null;
  readonly bytes: number;
  readonly modifiedMs: number;
}

interface ListOptions {
  /** `parent`: the name of the folder an image lies in, null for images right in the root. `none`: always null. */
  readonly label: "parent" | "none";
}

const statsAtOnce = 512;
const separator = Buffer.from(sep);

/**
 * Every picture under `root`, by extension, sorted by the UTF-8 bytes of its path: the same list on every system.
 *
 * Hidden files and folders and system litter are skipped. A link to a file counts as that file; a link to a folder is
 * not entered (docs/decisions/0010). A broken link, or a name that is not valid UTF-8, is listed with 0 bytes, so that it is
 * rejected by name later.
 * @throws InputError when the folder is missing, not a folder, unreadable or holds no picture.
 */
export async function listImages(root: string, options: ListOptions): Promise<ImageEntry[]> {
  const paths = await imagePaths(root);
  paths.sort(compareUtf8);
  const entries: ImageEntry[] = [];
  for (let start = 0; start < paths.length; start += statsAtOnce) {
    const chunk = paths.slice(start, start + statsAtOnce);
    const found = await Promise.all(chunk.map((path) => imageEntry(root, path, options)));
    for (const entry of found) if (entry !== null) entries.push(entry);
  }
  if (entries.length === 0)
    throw new InputError(
      `No image in ${root}`,
      "Give a folder that holds .jpg, .jpeg, .png, .webp, .tif, .tiff or .gif files, at any depth.",
    );
  return entries;
}

/** A folder by its name on the disk, which need not be valid UTF-8, and by its path in the results, which is. */
interface Folder {
  readonly place: Buffer;
  readonly path: string;
}

async function imagePaths(root: string): Promise<string[]> {
  const paths: string[] = [];
  const folders: Folder[] = [{ place: Buffer.from(root), path: "" }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const item of await items(folder, root)) {
      const name = item.name.toString();
      if (name.startsWith(".") || litterFolders.has(name)) continue;
      const path = folder.path === "" ? name : `${folder.path}/${name}`;
      if (item.isDirectory()) folders.push({ place: Buffer.concat([folder.place, separator, item.name]), path });
      else if ((item.isFile() || item.isSymbolicLink()) && pictureName.test(name)) paths.push(path);
    }
  }
  return paths;
}

async function items({ place, path }: Folder, root: string): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(place, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    throw unreadable(join(root, path), error);
  }
}

function unreadable(folder: string, cause: unknown): InputError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOENT")
    return new InputError(`No such folder: ${folder}`, "Check the path given with --images.", { cause });
  if (code === "ENOTDIR")
    return new InputError(`Not a folder: ${folder}`, "Give --images the folder that holds the images.", { cause });
  if (code === "EACCES" || code === "EPERM")
    return new InputError(`Not allowed to read the folder ${folder}`, "Give yourself the right to read it.", { cause });
  return new InputError(`The folder ${folder} cannot be read (${code})`, "Check the disk or the network share.", {
    cause,
  });
}

/** Null for what only looked like a picture: a folder or device behind a link. */
async function imageEntry(root: string, path: string, options: ListOptions): Promise<ImageEntry | null> {
  const label = labelOf(path, options.label);
  try {
    const found = await stat(join(root, path));
    return found.isFile() ? { path, label, bytes: found.size, modifiedMs: found.mtimeMs } : null;
  } catch {
    return { path, label, bytes: 0, modifiedMs: 0 };
  }
}

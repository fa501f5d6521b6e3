import { randomUUID } from "node:crypto";
import * as nodeFiles from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskError } from "./diskErrors.ts";
import { rangeReader, readElsewhere } from "./rangeReader.ts";
import type { Content, Storage, StoredFile } from "./storage.ts";
import { storagePathParts } from "./storagePath.ts";

/** The calls a disk storage makes; a test replaces some to fail as a full disk does. */
export type DiskCalls = Pick<
  typeof nodeFiles,
  "link" | "mkdir" | "open" | "readFile" | "readdir" | "rename" | "stat" | "unlink"
>;

/** Name of a file that is still being written: hidden, so that no reader of the folder takes it for a result. */
const unfinishedName = /^\.[0-9a-f-]{36}\.part$/;

/**
 * The folder `root` as a storage. Files are written beside their place, flushed to the disk and renamed, so that a
 * crash at any moment leaves the old file, the new one, or none.
 */
export function diskStorage(root: string, files: DiskCalls = nodeFiles): Storage {
  const readOneAfterTheOther = rangeReader(files);
  const locate = (path: string) => (path === "" ? root : join(root, ...storagePathParts(path)));

  async function attempt<T>(doing: string, path: string, action: (place: string) => Promise<T>): Promise<T> {
    const place = locate(path);
    try {
      return await action(place);
    } catch (error) {
      throw diskError(error, doing, place);
    }
  }

  /** Writes a complete, flushed file beside `place` and hands it to `publish`. */
  async function publishWhole<T>(place: string, content: Content, publish: (temporary: string) => Promise<T>) {
    const folder = dirname(place);
    await files.mkdir(folder, { recursive: true });
    const temporary = join(folder, `.${randomUUID()}.part`);
    try {
      const handle = await files.open(temporary, "wx");
      try {
        for await (const chunk of content instanceof Uint8Array ? [content] : content) await handle.writeFile(chunk);
        await handle.sync();
      } finally {
        await handle.close();
      }
      const published = await publish(temporary);
      await flushFolder(files, folder);
      return published;
    } catch (error) {
      await files.unlink(temporary).catch(() => undefined); // the first error is the one to report
      throw error;
    }
  }

  async function filesUnder(path: string): Promise<{ path: string; name: string }[]> {
    const entries = await files.readdir(locate(path), { withFileTypes: true }).catch(noEntries);
    const found: { path: string; name: string }[] = [];
    for (const entry of entries) {
      const child = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) found.push(...(await filesUnder(child)));
      else if (entry.isFile()) found.push({ path: child, name: entry.name });
    }
    return found;
  }

  return {
    locate,
    read: (path) => attempt("reading", path, (place): Promise<Uint8Array> => files.readFile(place)),
    readRange: (path, start, end, memory) =>
      attempt("reading", path, (place) =>
        memory === undefined
          ? readElsewhere(files, place, start, new Uint8Array(end - start))
          : readOneAfterTheOther(place, start, memory),
      ),
    size: (path) =>
      attempt("reading", path, async (place) => {
        const found = await files.stat(place).catch(noFile);
        return found?.isFile() === true ? found.size : undefined;
      }),
    write: (path, content) =>
      attempt("writing", path, (place) => publishWhole(place, content, (temporary) => files.rename(temporary, place))),
    create: (path, bytes) =>
      attempt("writing", path, (place) =>
        publishWhole(place, bytes, async (temporary) => {
          const created = await linkUnlessThere(files, temporary, place);
          await files.unlink(temporary);
          return created;
        }),
      ),
    list: (prefix) =>
      attempt("reading", "", async () => {
        const folder = prefix.split("/").slice(0, -1).join("/");
        const listed: StoredFile[] = [];
        for (const { path, name } of await filesUnder(folder)) {
          if (!path.startsWith(prefix) || unfinishedName.test(name)) continue;
          const found = await files.stat(locate(path)).catch(noFile);
          if (found !== undefined) listed.push({ path, bytes: found.size });
        }
        return listed.sort((a, b) => (a.path < b.path ? -1 : 1));
      }),
    remove: (path) =>
      attempt("removing", path, async (place) => {
        await files.unlink(place).catch(ignoreMissing);
      }),
    discardUnfinished: () =>
      attempt("removing", "", async () => {
        const left = (await filesUnder("")).filter(({ name }) => unfinishedName.test(name));
        for (const { path } of left) await files.unlink(locate(path)).catch(ignoreMissing);
        return left.length;
      }),
  };
}

/** @returns false where `place` exists. A hard link is the one call that both publishes whole and never replaces. */
async function linkUnlessThere(files: DiskCalls, temporary: string, place: string): Promise<boolean> {
  try {
    await files.link(temporary, place);
    return true;
  } catch (error) {
    if (code(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code(error) ?? "")) throw error;
    return copyUnlessThere(files, temporary, place);
  }
}

/** For disks without hard links (FAT, some shares): exclusive, but a crash may leave a short file. */
async function copyUnlessThere(files: DiskCalls, temporary: string, place: string): Promise<boolean> {
  const handle = await files.open(place, "wx").catch((error: unknown) => {
    if (code(error) === "EEXIST") return undefined;
    throw error;
  });
  if (handle === undefined) return false;
  try {
    await handle.writeFile(await files.readFile(temporary));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}

/** Makes a rename survive a power cut. Some systems cannot open a folder: there the file alone is flushed. */
async function flushFolder(files: DiskCalls, folder: string): Promise<void> {
  const handle = await files.open(folder, "r").catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync().catch((error: unknown) => {
      if (!["EINVAL", "EPERM", "EISDIR", "ENOTSUP"].includes(code(error) ?? "")) throw error;
    });
  } finally {
    await handle.close();
  }
}

function code(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

function ignoreMissing(error: unknown): void {
  if (code(error) !== "ENOENT") throw error;
}

function noFile(error: unknown): undefined {
  if (code(error) !== "ENOENT" && code(error) !== "ENOTDIR") throw error;
}

function noEntries(error: unknown): never[] {
  if (code(error) !== "ENOENT" && code(error) !== "ENOTDIR") throw error;
  return [];
}

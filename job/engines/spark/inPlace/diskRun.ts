import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskStorage } from "../../../storage/diskStorage.ts";
import type { RunFiles } from "../runFiles.ts";

/** A run folder on this machine's disk, or a share that it mounts. */
export function diskRun(folder: string): RunFiles {
  const storage = diskStorage(folder);
  const size = async (path: string): Promise<number | null> => (await storage.size(path)) ?? null;
  return {
    occupied: async () => (await readdir(folder).catch(() => [])).length > 0,
    read: async (path) => ((await size(path)) === null ? null : new TextDecoder().decode(await storage.read(path))),
    sizes: (paths) => Promise.all(paths.map(size)),
    write: (path, content) => storage.write(path, content),
    async move(source, target) {
      await mkdir(dirname(join(folder, target)), { recursive: true });
      await rename(join(folder, source), join(folder, target));
    },
    remove: (path) => rm(join(folder, path), { recursive: true, force: true }),
  };
}

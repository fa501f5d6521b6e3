import { diskStorage } from "../../../job/storage/diskStorage.ts";
import type { Storage } from "../../../job/storage/storage.ts";

/** Copies what lies under a prefix of a storage into a folder. @returns the folder */
export async function copyOut(storage: Storage, prefix: string, folder: string): Promise<string> {
  const disk = diskStorage(folder);
  for (const { path } of await storage.list(`${prefix}/`))
    await disk.write(path.slice(prefix.length + 1), await storage.read(path));
  return folder;
}

import { InputError } from "../../contract/errors.ts";
import type { FileDigests } from "./fileDigests.ts";
import type { OfficialFile } from "./officialFile.ts";
import { lockWeights, readWeightsLock } from "./weightsLock.ts";

/**
 * Holds a cached file to Keras's digest where there is one and to what it was when first seen, which is noted then.
 * @throws InputError when it is another file
 */
export async function checkCachedFile(file: OfficialFile, path: string, digests: FileDigests, cacheFolder: string) {
  const locked = (await readWeightsLock(cacheFolder))[file.fileName];
  const again = `Remove ${path} to have it fetched again.`;
  if (file.md5 !== undefined && file.md5 !== digests.md5)
    throw new InputError(`${path} is not the official file: its MD5 is ${digests.md5}, not ${file.md5}`, again);
  if (locked !== undefined && locked.sha256 !== digests.sha256)
    throw new InputError(`${path} has changed since it was fetched (SHA-256 ${digests.sha256})`, again);
  if (locked === undefined) await lockWeights(cacheFolder, file.fileName, digests);
}

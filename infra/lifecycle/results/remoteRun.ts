import { exitCodes, JobFailedError, VergerError } from "../../../job/contract/errors.ts";
import { openStorage } from "../../../job/storage/openStorage.ts";
import type { StorageContext } from "../../../job/storage/storageContext.ts";
import type { RemoteRun } from "./fetchRun.ts";

/**
 * A folder of S3 or Blob storage, for reading. Storage says of what fails that a job can go on from there; whoever only
 * reads hears that the cloud did not answer, with the exit code of that.
 */
export async function remoteRun(folder: string, context: StorageContext): Promise<RemoteRun> {
  const storage = await asking(() => openStorage(folder, context));
  return {
    locate: (path) => storage.locate(path),
    size: (path) => asking(() => storage.size(path)),
    read: (path) => asking(() => storage.read(path)),
    readRange: (path, start, end) => asking(() => storage.readRange(path, start, end)),
    list: (prefix) => asking(() => storage.list(prefix)),
  };
}

const asking = async <T>(action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof JobFailedError)) throw error;
    const hint = "the same command again, later, is safe";
    throw new VergerError(exitCodes.resource, error.message, hint, { cause: error });
  }
};

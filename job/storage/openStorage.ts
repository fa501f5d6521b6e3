import { diskStorage } from "./diskStorage.ts";
import { parseLocation } from "./location.ts";
import type { Storage } from "./storage.ts";
import type { StorageContext } from "./storageContext.ts";

/**
 * The storage at `given`: a folder, `s3://…`, `abfss://…` or `https://….blob.core.windows.net/…`.
 * Nothing is written, and only the SDK that is needed is loaded.
 * @throws InputError where that is no place; VergerError (policy) where data would rest outside the EU, (auth) where
 *   nobody is signed in
 */
export async function openStorage(given: string, context: StorageContext): Promise<Storage> {
  const location = parseLocation(given, context.workingFolder);
  switch (location.kind) {
    case "disk":
      return diskStorage(location.folder);
    case "s3": {
      const { openS3 } = await import("./s3/openS3.ts");
      return openS3(location, context);
    }
    case "blob": {
      const { openBlob } = await import("./blob/openBlob.ts");
      return openBlob(location, context);
    }
  }
}

import { ContainerClient } from "@azure/storage-blob";
import type { Location } from "../location.ts";
import { refuseOutsideEu } from "../refuseOutsideEu.ts";
import type { Storage } from "../storage.ts";
import type { StorageContext } from "../storageContext.ts";
import { accountRegion } from "./accountRegion.ts";
import { azureCredential } from "./azureCredential.ts";
import { blobStorage } from "./blobStorage.ts";

/** A container of an account in the EU, signed in to with Entra ID: account keys and SAS tokens are never used. */
export async function openBlob(
  { account, container, prefix }: Extract<Location, { kind: "blob" }>,
  { environment, allowEea, azureCredential: given, fetch = globalThis.fetch, retryMs }: StorageContext,
): Promise<Storage> {
  const credential = given ?? azureCredential(environment);
  const region = await accountRegion(account, credential, environment, {
    fetch,
    ...(retryMs !== undefined && { retryMs }),
  });
  refuseOutsideEu(`the storage account ${account}`, "azure", region, allowEea);
  const url = `https://${account}.blob.core.windows.net/${container}`;
  // The SDK's own retries, with its backoff: throttling, 5xx and broken connections.
  return blobStorage(new ContainerClient(url, credential, { retryOptions: { maxTries: 6 } }), prefix);
}

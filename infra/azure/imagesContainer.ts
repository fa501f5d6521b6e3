import type { AzureSettings } from "../../config/settings.ts";
import type { AzureStack } from "./azureStack.ts";

export interface ImagesContainer {
  /** `abfss://…/` of the folder. */
  readonly url: string;
  /** Resource id of the container: what the identity may read. */
  readonly containerId: string;
}

/** The container a user has, when the images are there; undefined when they are in the stack's own. */
export function imagesContainer(
  { images }: Pick<AzureSettings, "images">,
  { subscriptionId }: Pick<AzureStack, "subscriptionId">,
): ImagesContainer | undefined {
  if (images.from === "own") return undefined;
  const { storageAccount, resourceGroup, container, prefix } = images;
  const account = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${storageAccount}`;
  return {
    url: `abfss://${container}@${storageAccount}.dfs.core.windows.net/${prefix}`,
    containerId: `${account}/blobServices/default/containers/${container}`,
  };
}

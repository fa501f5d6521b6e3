import { S3Client } from "@aws-sdk/client-s3";
import { awsClientOf } from "../../aws/askingAws.ts";
import { databricksApi } from "../../submission/databricksApi.ts";
import { bucketImages } from "./bucketImages.ts";
import type { ImageStore } from "./imageStore.ts";
import { volumeImages } from "./volumeImages.ts";

/** Where a stack's own photographs lie: a bucket, or a volume that only Databricks may open. */
export type ImagesPlace =
  | { readonly kind: "bucket"; readonly bucket: string; readonly region: string }
  | { readonly kind: "volume"; readonly host: string; readonly folder: string };

/** What a person calls the place. */
export const placeText = (place: ImagesPlace): string => (place.kind === "bucket" ? place.bucket : place.folder);

/** Does something with the photographs there, and closes what it took. */
export async function withImages<T>(
  place: ImagesPlace,
  environment: Readonly<Record<string, string | undefined>>,
  action: (store: ImageStore) => Promise<T>,
): Promise<T> {
  if (place.kind === "volume") {
    const api = await databricksApi({ host: place.host, environment, fetch: globalThis.fetch });
    return action(volumeImages(api, place.folder));
  }
  const client = new S3Client(awsClientOf(place.region));
  try {
    return await action(bucketImages(client, place.bucket));
  } finally {
    client.destroy();
  }
}

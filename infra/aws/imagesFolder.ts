import type { AwsSettings } from "../../config/settings.ts";
import { storageLayout } from "../storageLayout.ts";
import type { BucketFolder } from "./policies/s3Access.ts";

/** The folder of a bucket the user has, when the images are there; undefined when they are in the stack's own. */
export function imagesElsewhere({ images }: Pick<AwsSettings, "images">): BucketFolder | undefined {
  return images.from === "bucket" ? { bucket: images.bucket, prefix: images.prefix } : undefined;
}

/** `s3://…/` the photographs are read from. */
export function imagesUri(settings: Pick<AwsSettings, "images">, ownBucket: string): string {
  const { bucket, prefix } = imagesElsewhere(settings) ?? { bucket: ownBucket, prefix: storageLayout.images };
  return `s3://${bucket}/${prefix}`;
}

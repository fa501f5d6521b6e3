import type { Location } from "../location.ts";
import { refuseOutsideEu } from "../refuseOutsideEu.ts";
import type { Storage } from "../storage.ts";
import type { StorageContext } from "../storageContext.ts";
import { bucketRegion } from "./bucketRegion.ts";
import { s3Client } from "./s3Client.ts";
import { s3Storage } from "./s3Storage.ts";

/** Any region answers where a bucket is; this one is in the EU. */
const askedFirst = "eu-west-3";

/** A bucket of the EU, with the credentials of the environment, the AWS profile or the machine's role. */
export async function openS3(
  { bucket, prefix }: Extract<Location, { kind: "s3" }>,
  { environment, allowEea }: StorageContext,
): Promise<Storage> {
  const anywhere = s3Client(environment["AWS_REGION"] ?? askedFirst);
  const region = await bucketRegion(anywhere, bucket).finally(() => anywhere.destroy());
  refuseOutsideEu(`s3://${bucket}`, "aws", region, allowEea);
  return s3Storage(s3Client(region), bucket, prefix);
}

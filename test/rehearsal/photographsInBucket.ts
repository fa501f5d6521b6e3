import { type BucketLocationConstraint, CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openStorage } from "../../job/storage/openStorage.ts";

export const region = "eu-west-3";
const photographsBucket = "rehearsal-photographs";

/** The shipped settings on the photographs' bucket. */
export const onBucket = (shipped: string): string =>
  shipped.replace("from: own", `from: bucket\n    bucket: ${photographsBucket}\n    prefix: photographs/`);

/** Puts a folder of photographs into a bucket of the user's. */
export async function uploadToBucket(folder: string): Promise<void> {
  const s3 = new S3Client({ region });
  const LocationConstraint: BucketLocationConstraint = region;
  await s3.send(
    new CreateBucketCommand({ Bucket: photographsBucket, CreateBucketConfiguration: { LocationConstraint } }),
  );
  s3.destroy();
  const place = `s3://${photographsBucket}/photographs`;
  const storage = await openStorage(place, { workingFolder: folder, environment: process.env });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(jpe?g|png)$/i.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    await storage.write(file.slice(folder.length + 1), await readFile(file));
  }
}

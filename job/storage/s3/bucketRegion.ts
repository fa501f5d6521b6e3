import { HeadBucketCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { exitCodes, VergerError } from "../../contract/errors.ts";
import { refusalOf } from "./refusalOf.ts";
import { s3Error } from "./s3Errors.ts";

const header = "x-amz-bucket-region";

/** The region a bucket is in. S3 names it in the refusal too, to those who may not list the bucket. */
export async function bucketRegion(client: S3Client, bucket: string): Promise<string> {
  const place = `s3://${bucket}`;
  let region: string | undefined;
  try {
    region = (await client.send(new HeadBucketCommand({ Bucket: bucket }))).BucketRegion;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    region = status === 404 ? undefined : regionOf(error);
    if (region === undefined)
      throw s3Error(await refusalOf(error, client, { Bucket: bucket }), "opening", place, bucket);
  }
  if (region !== undefined) return region;
  throw new VergerError(
    exitCodes.policy,
    `S3 does not say which region ${place} is in`,
    "give a bucket of an EU region",
  );
}

function regionOf(error: unknown): string | undefined {
  return error instanceof S3ServiceException ? error.$response?.headers[header] : undefined;
}

import { GetObjectCommand, ListObjectsV2Command, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";

/**
 * Why S3 refused a HEAD. Its answer has no body, so that expired credentials read as `400` and nothing else: the like
 * of it is asked with a GET, whose refusal names its reason. Source: HeadObject, S3's API Reference.
 * @returns the error with a reason, or the one that came where there is none to learn
 */
export async function refusalOf(
  error: unknown,
  client: S3Client,
  { Bucket, Key }: { readonly Bucket: string; readonly Key?: string },
): Promise<unknown> {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (status !== 400 && status !== 403) return error;
  try {
    if (Key === undefined) await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
    else
      await (await client.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=0-0" }))).Body?.transformToByteArray();
  } catch (reason) {
    const isRefusal = reason instanceof S3ServiceException && reason.$metadata.httpStatusCode === status;
    if (isRefusal) return reason;
  }
  return error;
}

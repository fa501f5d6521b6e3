import {
  GetBucketTaggingCommand,
  paginateListObjectsV2,
  ListMultipartUploadsCommand,
  paginateListBuckets,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { amountOf, type Known } from "../../../config/prices/priceTable.ts";
import { stackName } from "../../names.ts";
import { stackTag } from "../../resourceTags.ts";
import type { Question, Remain } from "../receipt/question.ts";
import type { AwsSearch } from "./awsSearch.ts";

/** Buckets, by their tag, and uploads that were begun in them and never ended, which are billed and not listed. */
export function askStorage({ stack, region, kept: { results }, clients: { s3 } }: AwsSearch): readonly Question[] {
  const at = { service: "S3", region };
  const kept = results === undefined ? {} : { onPurpose: results };
  return [
    {
      ...at,
      call: "ListBuckets, GetBucketTagging, ListObjectsV2",
      async ask() {
        const found: Remain[] = [];
        for (const id of await ownBuckets(s3, stack, region)) {
          const stored = await gibibytes(s3, id);
          const each = amountOf("aws/s3-standard", region, "USD/GiB-month");
          const perMonth: Known<number> = each === "unknown" || stored === "unknown" ? "unknown" : each * stored;
          found.push({ kind: "bucket", id, by: "tag", perMonth, ...kept });
        }
        return found;
      },
    },
    {
      ...at,
      call: "ListMultipartUploads",
      async ask() {
        const found: Remain[] = [];
        for (const bucket of await ownBuckets(s3, stack, region)) {
          const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
          for (const { Key, UploadId } of Uploads)
            found.push({
              kind: "unfinished upload",
              id: `${bucket}/${Key}#${UploadId}`,
              by: "name",
              perMonth: "unknown",
            });
        }
        return found;
      },
    },
  ];
}

/** Buckets of the region whose name starts like the stack's and whose tag is the stack's. */
async function ownBuckets(s3: S3Client, stack: string, region: string): Promise<readonly string[]> {
  const own: string[] = [];
  const prefix = stackName(stack);
  for await (const { Buckets = [] } of paginateListBuckets({ client: s3 }, { Prefix: prefix }))
    for (const { Name, BucketRegion = region } of Buckets)
      if (Name?.startsWith(prefix) === true && BucketRegion === region && (await isTagged(s3, Name, stack)))
        own.push(Name);
  return own;
}

async function isTagged(s3: S3Client, bucket: string, stack: string): Promise<boolean> {
  try {
    const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
    return TagSet.some(({ Key, Value }) => Key === stackTag && Value === stack);
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === "NoSuchTagSet") return false;
    throw error;
  }
}

/** Pages of 1,000 objects that are counted before the size is called unknown. */
const mostPages = 200;

async function gibibytes(s3: S3Client, bucket: string): Promise<Known<number>> {
  let bytes = 0;
  let pages = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    if (++pages > mostPages) return "unknown";
    for (const { Size = 0 } of Contents) bytes += Size;
  }
  return bytes / 2 ** 30;
}

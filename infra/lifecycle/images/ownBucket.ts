import { GetBucketLocationCommand, GetBucketTaggingCommand, S3Client } from "@aws-sdk/client-s3";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { askingAws, awsClientOf } from "../../aws/askingAws.ts";
import { stackTag } from "../../resourceTags.ts";
import type { StateResource } from "../engine/stateResources.ts";
import type { ImagesPlace } from "./openImages.ts";

/**
 * The bucket of a stack, which the state names and which itself says whose it is, and where.
 * @throws VergerError (resource) where the state names none, (policy) where it is another's or elsewhere
 */
export async function ownBucket(
  stack: string,
  region: string,
  resources: readonly StateResource[],
): Promise<ImagesPlace> {
  const named = resources.find(
    ({ type, urn }) => type === "aws:s3/bucket:Bucket" && urn.includes("verger:aws:Storage") && isResults(urn),
  );
  if (named === undefined)
    throw new VergerError(exitCodes.resource, `${stack} has no bucket`, `verger up -s ${stack} makes it`);
  const client = new S3Client(awsClientOf(region));
  try {
    await refuseOthers(client, named.id, stack, region);
  } finally {
    client.destroy();
  }
  return { kind: "bucket", bucket: named.id, region };
}

/** The logs of accesses have a bucket of their own. */
const isResults = (urn: string): boolean => !urn.endsWith("-access-logs");

async function refuseOthers(client: S3Client, Bucket: string, stack: string, wanted: string): Promise<void> {
  const [{ TagSet = [] }, { LocationConstraint }] = await askingAws(() =>
    Promise.all([
      client.send(new GetBucketTaggingCommand({ Bucket })),
      client.send(new GetBucketLocationCommand({ Bucket })),
    ]),
  );
  if (!TagSet.some(({ Key, Value }) => Key === stackTag && Value === stack))
    throw new VergerError(
      exitCodes.policy,
      `the bucket ${Bucket} does not bear the tag of ${stack}: nothing was uploaded`,
      `verger status -s ${stack} shows what the stack has`,
    );
  // `EU` is what S3 calls Dublin in buckets of before 2012.
  const region = LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
  if (region !== wanted)
    throw new VergerError(
      exitCodes.policy,
      `the bucket ${Bucket} is in ${region ?? "us-east-1"} and not in ${wanted}: nothing was uploaded`,
      "photographs stay where the stack's file says",
    );
}

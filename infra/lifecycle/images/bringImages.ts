import { GetBucketLocationCommand, GetBucketTaggingCommand, S3Client } from "@aws-sdk/client-s3";
import type { Settings } from "../../../config/settings.ts";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import type { ImageEntry } from "../../../job/images/listImages.ts";
import { askingAws, awsClientOf } from "../../aws/askingAws.ts";
import { stackTag } from "../../resourceTags.ts";
import { engineError } from "../engine/engineError.ts";
import type { Pulumi } from "../engine/pulumi.ts";
import { type StateResource, stateResources } from "../engine/stateResources.ts";
import { holdsResults } from "../results/spareResults.ts";
import { upStack } from "../upStack.ts";
import { requireOwnBucket } from "./requireOwnBucket.ts";
import { type UploadedImages, uploadImages, type UploadProgress } from "./uploadImages.ts";

export interface Bringing {
  readonly pulumi: Pulumi;
  readonly stack: string;
  readonly settings: Settings;
  /** Folder the pictures are in. */
  readonly folder: string;
  readonly images: readonly ImageEntry[];
  readonly onLine: (line: string) => void;
  readonly onProgress: (progress: UploadProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * Makes the stack's storage alone, and puts the photographs there: before there is a cluster that would be paid for
 * while it waits for them.
 * @throws InputError where the stack reads its photographs elsewhere, or only its own network may write
 */
export async function bringImages(bringing: Bringing): Promise<UploadedImages & { readonly bucket: string }> {
  const { pulumi, stack, settings, folder, images, onLine, onProgress, signal } = bringing;
  requireOwnBucket(stack, settings);
  await upStack({ pulumi, stack, onLine, signal, only: holdsResults });
  const exported = await pulumi(["stack", "export", "--stack", stack]);
  if (exported.code !== 0) throw engineError(stack, exported.output);
  const bucket = ownBucket(stack, stateResources(exported.stdout));
  const client = new S3Client(awsClientOf(settings.region));
  try {
    await refuseOthers(client, bucket, bringing);
    return { bucket, ...(await uploadImages({ client, bucket, folder, images, onProgress, stop: signal })) };
  } finally {
    client.destroy();
  }
}

function ownBucket(stack: string, resources: readonly StateResource[]): string {
  const bucket = resources.find(
    ({ type, urn }) => type === "aws:s3/bucket:Bucket" && urn.includes("verger:aws:Storage") && isResults(urn),
  );
  if (bucket !== undefined) return bucket.id;
  throw new VergerError(exitCodes.resource, `${stack} has no bucket`, `verger up -s ${stack} makes it`);
}

/** The logs of accesses have a bucket of their own. */
const isResults = (urn: string): boolean => !urn.endsWith("-access-logs");

/** The name in a state is not proof enough: the bucket says itself whose it is, and where. */
async function refuseOthers(client: S3Client, Bucket: string, { stack, settings }: Bringing): Promise<void> {
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
  if (region !== settings.region)
    throw new VergerError(
      exitCodes.policy,
      `the bucket ${Bucket} is in ${region ?? "us-east-1"} and not in ${settings.region}: nothing was uploaded`,
      "photographs stay where the stack's file says",
    );
}

import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { InputError } from "../../../job/contract/errors.ts";
import { pictureName } from "../../../job/images/picturePath.ts";
import { askingAws, awsClientOf } from "../../aws/askingAws.ts";
import { filesUnder } from "../results/volumeFiles.ts";
import { databricksApi } from "../../submission/databricksApi.ts";
import type { SubmissionRequest } from "../../submission/submissionRequest.ts";
import { parseLocation } from "../../../job/storage/location.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Refuses to start a job on a new stack's own folder before anybody put a photograph there: a cluster that lists an
 * empty folder costs minutes to say so.
 * @throws InputError where it is empty, with what to type
 */
export async function requireImages(request: SubmissionRequest, environment: Environment): Promise<void> {
  const { images, ownImages, stack } = request;
  if (!ownImages || (await hasImages(request, environment))) return;
  throw new InputError(
    `there is no photograph in ${images} yet: the job was not started`,
    `verger run -s ${stack} --images FOLDER brings them; or upload them (${uploadCommand(images)}), then pulumi up --stack ${stack} goes on`,
  );
}

async function hasImages({ images, target, region }: SubmissionRequest, environment: Environment): Promise<boolean> {
  const location = parseLocation(images, "/");
  if (location.kind === "s3") return hasObjects(region, location.bucket, `${location.prefix}/`);
  if (target.platform === "databricks") return hasPictures(target.host, images, environment);
  return true;
}

/** Looks until the first photograph: there may be millions. */
async function hasObjects(region: string, Bucket: string, Prefix: string): Promise<boolean> {
  const client = new S3Client(awsClientOf(region));
  try {
    return await askingAws(async () => {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
        if (Contents.some(({ Key = "" }) => pictureName.test(Key))) return true;
      return false;
    });
  } finally {
    client.destroy();
  }
}

/** Whether a folder of a volume has a photograph in it, at any depth. Looks until the first. */
async function hasPictures(host: string, folder: string, environment: Environment): Promise<boolean> {
  const api = await databricksApi({ host, environment, fetch: globalThis.fetch });
  for await (const { path } of filesUnder(api, folder)) if (pictureName.test(path)) return true;
  return false;
}

const uploadCommand = (images: string): string =>
  images.startsWith("s3://") ? `aws s3 sync FOLDER ${images}` : `databricks fs cp -r FOLDER dbfs:${images}`;

import { DeleteObjectsCommand, S3Client } from "@aws-sdk/client-s3";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { askingAws, awsClientOf } from "../../aws/askingAws.ts";
import { storageLayout } from "../../storageLayout.ts";

export interface BroughtImages {
  readonly bucket: string;
  readonly region: string;
  /** Their paths under `images/`. */
  readonly paths: readonly string[];
}

/** As many as one request takes. */
const batch = 1000;

/**
 * Removes photographs that a run brought, and nothing beside them: the next run makes another bucket, and copies nobody
 * needs should not lie in the one that is kept. Their old versions expire within the week the bucket keeps them.
 */
export async function removeImages({ bucket, region, paths }: BroughtImages): Promise<void> {
  const client = new S3Client(awsClientOf(region));
  try {
    for (let start = 0; start < paths.length; start += batch) {
      const Objects = paths.slice(start, start + batch).map((path) => ({ Key: `${storageLayout.images}${path}` }));
      const { Errors = [] } = await askingAws(() =>
        client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })),
      );
      const [first] = Errors;
      if (first !== undefined)
        throw new VergerError(
          exitCodes.resource,
          `${Errors.length} photographs could not be removed from ${bucket}: ${first.Code}`,
          `aws s3 rm s3://${bucket}/${storageLayout.images} --recursive`,
        );
    }
  } finally {
    client.destroy();
  }
}

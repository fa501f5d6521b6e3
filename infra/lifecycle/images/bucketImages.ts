import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { askingAws } from "../../aws/askingAws.ts";
import { storageLayout } from "../../storageLayout.ts";
import type { ImageStore, Picture } from "./imageStore.ts";

/** Where an object keeps the SHA-256 of what was uploaded, in hexadecimal. */
const digestKey = "sha256";
/** As many objects as one request removes. */
const batch = 1000;

const keyOf = (path: string): string => `${storageLayout.images}${path}`;
const digestOf = ({ body }: Picture): Buffer => createHash("sha256").update(body).digest();

/** The photographs in a stack's own bucket. S3 checks the digest of what it gets, and keeps it. */
export function bucketImages(client: S3Client, Bucket: string): ImageStore {
  return {
    sizes: () =>
      askingAws(async () => {
        const sizes = new Map<string, number>();
        for await (const { Contents = [] } of paginateListObjectsV2(
          { client },
          { Bucket, Prefix: storageLayout.images },
        ))
          for (const { Key = "", Size = 0 } of Contents)
            if (!Key.endsWith("/")) sizes.set(Key.slice(storageLayout.images.length), Size);
        return sizes;
      }),
    holds: (picture) =>
      askingAws(async () => {
        const digest = digestOf(picture);
        const asked = new HeadObjectCommand({ Bucket, Key: keyOf(picture.path), ChecksumMode: "ENABLED" });
        const { Metadata, ChecksumSHA256 } = await client.send(asked);
        return Metadata?.[digestKey] === digest.toString("hex") || ChecksumSHA256 === digest.toString("base64");
      }),
    put: async (picture) => {
      const digest = digestOf(picture);
      const check = { ChecksumSHA256: digest.toString("base64"), Metadata: { [digestKey]: digest.toString("hex") } };
      const object = { Bucket, Key: keyOf(picture.path), Body: picture.body, ...check };
      await askingAws(() => client.send(new PutObjectCommand(object)));
    },
    remove: async (paths) => {
      for (let start = 0; start < paths.length; start += batch) {
        const Objects = paths.slice(start, start + batch).map((path) => ({ Key: keyOf(path) }));
        const { Errors = [] } = await askingAws(() =>
          client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } })),
        );
        const [first] = Errors;
        if (first !== undefined)
          throw new VergerError(
            exitCodes.resource,
            `${Errors.length} photographs could not be removed from ${Bucket}: ${first.Code}`,
            `aws s3 rm s3://${Bucket}/${storageLayout.images} --recursive`,
          );
      }
    },
  };
}

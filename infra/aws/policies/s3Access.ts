import { bucketArn, type Place } from "../place.ts";
import type { PolicyStatement } from "./policyDocument.ts";

/** A folder of a bucket: `prefix` is empty or ends in `/`. */
export interface BucketFolder {
  readonly bucket: string;
  readonly prefix: string;
}

const multipart = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"] as const;

/** Read the objects of a folder and list it, and nothing beside it. */
export function readFolder(place: Place, sid: string, folder: BucketFolder): PolicyStatement[] {
  return [allowObjects(place, `Read${sid}`, folder, ["s3:GetObject"]), listFolder(place, `List${sid}`, folder)];
}

/** Read, write and remove the objects of a folder and list it. */
export function writeFolder(place: Place, sid: string, folder: BucketFolder): PolicyStatement[] {
  const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", ...multipart];
  return [allowObjects(place, `Write${sid}`, folder, actions), listFolder(place, `List${sid}`, folder)];
}

/** Add objects to a folder, never read or replace what is there by listing it. */
export function appendFolder(place: Place, sid: string, folder: BucketFolder): PolicyStatement[] {
  return [allowObjects(place, `Append${sid}`, folder, ["s3:PutObject", "s3:AbortMultipartUpload"])];
}

function allowObjects(place: Place, sid: string, { bucket, prefix }: BucketFolder, actions: readonly string[]) {
  const Resource = [`${bucketArn(place, bucket)}/${prefix}*`];
  return { Sid: sid, Effect: "Allow", Action: actions, Resource } satisfies PolicyStatement;
}

function listFolder(place: Place, sid: string, { bucket, prefix }: BucketFolder): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: [bucketArn(place, bucket)],
    ...(prefix !== "" && { Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}*`] } } }),
  };
}

import { bucketArn, type Place, roleArn } from "../place.ts";
import { useKeyThroughS3 } from "./instancePolicy.ts";
import { type PolicyDocument, policyDocument } from "./policyDocument.ts";
import { type BucketFolder, readFolder } from "./s3Access.ts";

/**
 * Who may take Unity Catalog's role: Databricks' own role with this metastore's external id, and the role itself, as
 * Databricks requires. Source: Databricks "Create a storage credential for connecting to AWS S3".
 */
export function unityCatalogTrust(
  { partition, account }: Place,
  self: string,
  catalogRoleArn: string,
  externalId: string,
): PolicyDocument {
  const known = { StringEquals: { "sts:ExternalId": externalId } };
  return policyDocument(
    {
      Sid: "UnityCatalog",
      Effect: "Allow",
      Principal: { AWS: catalogRoleArn },
      Action: ["sts:AssumeRole"],
      Condition: known,
    },
    {
      Sid: "Itself",
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: ["sts:AssumeRole"],
      Condition: { ...known, ArnLike: { "aws:PrincipalArn": `arn:${partition}:iam::${account}:role/${self}` } },
    },
  );
}

/** What Unity Catalog may do: everything with the objects of the stack's bucket, read the photographs, be itself. */
export function unityCatalogPolicy(
  place: Place,
  self: string,
  { bucket, images, keyArn }: { bucket: string; images?: BucketFolder | undefined; keyArn?: string | undefined },
): PolicyDocument {
  const arn = bucketArn(place, bucket);
  return policyDocument(
    {
      Sid: "OwnObjects",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: [`${arn}/*`],
    },
    {
      Sid: "OwnBucket",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
      Resource: [arn],
    },
    ...(images === undefined ? [] : readFolder(place, "Images", images)),
    ...(keyArn === undefined ? [] : [useKeyThroughS3(place, keyArn)]),
    { Sid: "BeItself", Effect: "Allow", Action: ["sts:AssumeRole"], Resource: [roleArn(place, self)] },
  );
}

import { bucketArn, type Place } from "../place.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";

const readWrite = [
  "s3:GetObject",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:ListBucket",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
];

/**
 * What may leave the subnets for S3: the stack's own bucket, the images, and the buckets EMR and Amazon Linux 2023
 * run on in this region. Source: EMR Management Guide, "Sample policies for private subnets that access Amazon S3".
 */
export function s3EndpointPolicy(
  place: Place,
  { bucket, imagesBucket, emr }: { readonly bucket: string; readonly imagesBucket: string; readonly emr: boolean },
): PolicyDocument {
  const { region, account } = place;
  const ownAccount = { Condition: { StringEquals: { "aws:PrincipalAccount": account } } };
  return policyDocument(
    { ...allow("OwnBucket", readWrite, bucketAndObjects(place, bucket)), ...ownAccount },
    ...(imagesBucket === bucket
      ? []
      : [
          {
            ...allow("Images", ["s3:GetObject", "s3:ListBucket"], bucketAndObjects(place, imagesBucket)),
            ...ownAccount,
          },
        ]),
    allow("AmazonLinux", ["s3:GetObject"], [`${bucketArn(place, `al2023-repos-${region}-de612dc2`)}/*`]),
    ...(emr
      ? [
          allow("EmrPackages", ["s3:GetObject"], [`${bucketArn(place, `repo.${region}.emr.amazonaws.com`)}/*`]),
          allow("EmrServiceLogs", ["s3:PutObject"], [`${bucketArn(place, `aws157-logs-prod-${region}`)}/*`]),
          allow("EmrHistory", readWrite, bucketAndObjects(place, `prod.${region}.appinfo.src`)),
        ]
      : []),
  );
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Sid, Effect: "Allow", Principal: "*", Action, Resource };
}

function bucketAndObjects(place: Place, bucket: string): string[] {
  const arn = bucketArn(place, bucket);
  return [arn, `${arn}/*`];
}

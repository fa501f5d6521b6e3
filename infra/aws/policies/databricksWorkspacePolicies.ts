import { bucketArn, type Place } from "../place.ts";
import { bucketPolicy } from "./bucketPolicy.ts";
import { type PolicyDocument, policyDocument } from "./policyDocument.ts";

/** The AWS account of Databricks' control plane (commercial regions). */
export const databricksAwsAccount = "414351767826";

/** Databricks takes the cross-account role with the id of your Databricks account. */
export function crossAccountTrust(
  { partition }: Pick<Place, "partition">,
  databricksAccountId: string,
): PolicyDocument {
  return policyDocument({
    Sid: "Databricks",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${databricksAwsAccount}:root` },
    Action: ["sts:AssumeRole"],
    Condition: { StringEquals: { "sts:ExternalId": databricksAccountId } },
  });
}

/**
 * The workspace's own bucket: Databricks' control plane may use it, on behalf of your Databricks account only.
 * Source: Databricks "Create an S3 bucket for workspace deployment".
 */
export function workspaceBucketPolicy(place: Place, bucket: string, databricksAccountId: string): PolicyDocument {
  const arn = bucketArn(place, bucket);
  const tls = bucketPolicy(place, bucket).Statement.filter(({ Sid }) => Sid !== "DenyOtherAccounts");
  return policyDocument(...tls, {
    Sid: "Databricks",
    Effect: "Allow",
    Principal: { AWS: `arn:${place.partition}:iam::${databricksAwsAccount}:root` },
    Action: [
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:PutObject",
      "s3:DeleteObject",
      "s3:ListBucket",
      "s3:GetBucketLocation",
    ],
    Resource: [arn, `${arn}/*`],
    Condition: { StringEquals: { "aws:PrincipalTag/DatabricksAccountId": databricksAccountId } },
  });
}

import { buckets, companions } from "../bucketCompanions.ts";
import type { PolicyRule } from "../policyRule.ts";
import { ofType, violation } from "../resources.ts";

const switches = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const bucketsPrivate: PolicyRule = {
  id: "buckets-private",
  title: "No bucket and no container is public",
  controls: ["FSBP S3.8", "CIS AWS 2.1.4", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV_AZURE_190"],
  enforcement: "mandatory",
  check: (resources) => [
    ...buckets(resources).flatMap((bucket) => {
      const blocks = companions(resources, bucket, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
      const closed = blocks.some(({ properties }) => switches.every((name) => properties[name] === true));
      return closed ? [] : [violation(bucket, "public access is not blocked in all four ways")];
    }),
    ...ofType(resources, "azure-native:storage:StorageAccount")
      .filter(({ properties }) => properties["allowBlobPublicAccess"] !== false)
      .map((account) => violation(account, "allowBlobPublicAccess is not false")),
    ...ofType(resources, "azure-native:storage:BlobContainer")
      .filter(({ properties }) => properties["publicAccess"] !== "None")
      .map((container) => violation(container, "publicAccess is not None")),
  ],
};

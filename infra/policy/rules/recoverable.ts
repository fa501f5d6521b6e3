import { buckets, companions } from "../bucketCompanions.ts";
import type { PolicyRule } from "../policyRule.ts";
import { at, ofType, violation } from "../resources.ts";

export const recoverable: PolicyRule = {
  id: "recoverable",
  title: "What is overwritten or deleted by mistake can be had back",
  controls: ["FSBP S3.14", "CKV_AWS_21", "CKV2_AZURE_38"],
  enforcement: "mandatory",
  check: (resources) => [
    ...buckets(resources)
      .filter((bucket) => {
        const versionings = companions(resources, bucket, "aws:s3/bucketVersioning:BucketVersioning");
        return !versionings.some(
          ({ properties }) => at(properties, ["versioningConfiguration", "status"]) === "Enabled",
        );
      })
      .map((bucket) => violation(bucket, "versioning is not enabled")),
    ...ofType(resources, "azure-native:storage:BlobServiceProperties")
      .filter(({ properties }) => at(properties, ["deleteRetentionPolicy", "enabled"]) !== true)
      .map((service) => violation(service, "soft delete is not enabled")),
  ],
};

import { buckets, companions } from "../bucketCompanions.ts";
import type { PolicyRule } from "../policyRule.ts";
import { at, listAt, ofType, violation } from "../resources.ts";

export const logsExpire: PolicyRule = {
  id: "logs-expire",
  title: "Logs expire and abandoned uploads are cleared away",
  controls: ["FSBP S3.10", "FSBP S3.13", "CKV_AWS_300", "CKV2_AWS_61", "GDPR art. 5(1)(e)"],
  enforcement: "mandatory",
  check: (resources) => [
    ...buckets(resources)
      .filter((bucket) => {
        const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
        const rules = companions(resources, bucket, type).flatMap(({ properties }) => listAt(properties, ["rules"]));
        const expires = rules.some((rule) => Number(at(rule, ["expiration", "days"]) ?? 0) > 0);
        return !expires || !rules.some((rule) => at(rule, ["abortIncompleteMultipartUpload"]) !== undefined);
      })
      .map((bucket) => violation(bucket, "nothing expires in it, or abandoned uploads stay")),
    ...ofType(resources, "azure-native:storage:StorageAccount")
      .slice(ofType(resources, "azure-native:storage:ManagementPolicy").length)
      .map((account) => violation(account, "nothing expires in it")),
    ...ofType(resources, "aws:cloudwatch/logGroup:LogGroup")
      .filter(({ properties }) => Number(properties["retentionInDays"] ?? 0) <= 0)
      .map((group) => violation(group, "retentionInDays is missing")),
  ],
};

import { buckets, companions } from "../bucketCompanions.ts";
import { policyStatements } from "../policyStatements.ts";
import type { PolicyRule } from "../policyRule.ts";
import { at, ofType, violation } from "../resources.ts";

export const encryptedInTransit: PolicyRule = {
  id: "encrypted-in-transit",
  title: "Storage answers only over TLS 1.2 or better",
  controls: ["FSBP S3.5", "CIS AWS 2.1.1", "CKV_AWS_379", "CKV_AZURE_3", "CKV_AZURE_44"],
  enforcement: "mandatory",
  check: (resources) => [
    ...buckets(resources).flatMap((bucket) => {
      const policies = companions(resources, bucket, "aws:s3/bucketPolicy:BucketPolicy");
      if (policies.some(({ properties }) => properties["policy"] === undefined)) return [];
      const refusing = policyStatements(policies).filter(
        ({ effect, statement }) =>
          effect === "Deny" && at(statement, ["Condition", "Bool", "aws:SecureTransport"]) === "false",
      );
      return refusing.length > 0 ? [] : [violation(bucket, "its policy does not refuse plain HTTP")];
    }),
    ...ofType(resources, "azure-native:storage:StorageAccount")
      .filter(
        ({ properties }) =>
          properties["enableHttpsTrafficOnly"] !== true || properties["minimumTlsVersion"] !== "TLS1_2",
      )
      .map((account) => violation(account, "it takes plain HTTP, or TLS before 1.2")),
  ],
};

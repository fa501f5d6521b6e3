import type { Place } from "../place.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";

const administer = `DescribeKey GetKeyPolicy PutKeyPolicy ListKeyPolicies EnableKey DisableKey UpdateKeyDescription
  EnableKeyRotation DisableKeyRotation GetKeyRotationStatus ListResourceTags TagResource UntagResource CreateAlias
  UpdateAlias DeleteAlias ScheduleKeyDeletion CancelKeyDeletion ListGrants RevokeGrant CreateGrant Encrypt Decrypt
  ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext`
  .split(/\s+/)
  .map((action) => `kms:${action}`);

/**
 * The account decides by IAM who uses the key (every action written out); with `flowLogs`, log delivery may encrypt
 * what it writes for this account.
 */
export function keyPolicy({ partition, account }: Place, { flowLogs }: { readonly flowLogs: boolean }): PolicyDocument {
  const accountDecides: PolicyStatement = {
    Sid: "AccountDecidesByIam",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: administer,
    Resource: ["*"],
  };
  const delivery: PolicyStatement = {
    Sid: "LogDeliveryEncrypts",
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
    Action: ["kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { StringEquals: { "aws:SourceAccount": account } },
  };
  return policyDocument(accountDecides, ...(flowLogs ? [delivery] : []));
}

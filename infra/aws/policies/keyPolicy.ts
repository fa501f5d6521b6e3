import type { Place } from "../place.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";

const administer = `DescribeKey GetKeyPolicy PutKeyPolicy ListKeyPolicies EnableKey DisableKey UpdateKeyDescription
  EnableKeyRotation DisableKeyRotation GetKeyRotationStatus ListResourceTags TagResource UntagResource CreateAlias
  UpdateAlias DeleteAlias ScheduleKeyDeletion CancelKeyDeletion ListGrants RevokeGrant CreateGrant Encrypt Decrypt
  ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext`
  .split(/\s+/)
  .map((action) => `kms:${action}`);

export interface KeyUses {
  /** Log delivery encrypts what it writes into the bucket. */
  readonly flowLogs: boolean;
  /** EC2 Fleet, through its service-linked role, attaches encrypted disks to the instances it starts. */
  readonly fleets: boolean;
}

/** The account decides by IAM who uses the key (every action written out); beside it, only what `uses` names. */
export function keyPolicy(place: Place, { flowLogs, fleets }: KeyUses): PolicyDocument {
  return policyDocument(
    {
      Sid: "AccountDecidesByIam",
      Effect: "Allow",
      Principal: { AWS: `arn:${place.partition}:iam::${place.account}:root` },
      Action: administer,
      Resource: ["*"],
    },
    ...(flowLogs ? [logDelivery(place)] : []),
    ...(fleets ? [fleetDisks(place)] : []),
  );
}

function logDelivery({ account }: Place): PolicyStatement {
  return {
    Sid: "LogDeliveryEncrypts",
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
    Action: ["kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { StringEquals: { "aws:SourceAccount": account } },
  };
}

function fleetDisks({ partition, account, region }: Place): PolicyStatement {
  return {
    Sid: "FleetsEncryptDisks",
    Effect: "Allow",
    Principal: "*",
    Action: ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext"],
    Resource: ["*"],
    Condition: {
      StringEquals: { "kms:CallerAccount": account, "kms:ViaService": `ec2.${region}.amazonaws.com` },
      ArnLike: { "aws:PrincipalArn": `arn:${partition}:iam::${account}:role/aws-service-role/ec2*` },
    },
  };
}

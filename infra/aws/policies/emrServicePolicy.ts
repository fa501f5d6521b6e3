import { type Place, roleArn } from "../place.ts";
import { type PolicyDocument, policyDocument } from "./policyDocument.ts";

/** Managed policy of the EMR service role; it acts only on what carries EMR's tag. */
export const emrServiceManagedPolicy = ({ partition }: Pick<Place, "partition">): string =>
  `arn:${partition}:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2`;

/**
 * What EMR needs beside its managed policy: to hand nodes their role, to that one service, and to encrypt their disks.
 * Source: EMR Management Guide, "Service role for Amazon EMR" and "Encryption options" (EBS).
 */
export function emrServicePolicy(place: Place, instanceRole: string, keyArn: string): PolicyDocument {
  const throughEc2 = { "kms:ViaService": `ec2.${place.region}.amazonaws.com` };
  return policyDocument(
    {
      Sid: "PassInstanceRole",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [roleArn(place, instanceRole)],
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
    {
      Sid: "EncryptDisks",
      Effect: "Allow",
      Action: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
      ],
      Resource: [keyArn],
      Condition: { StringEquals: throughEc2 },
    },
    { Sid: "DescribeKey", Effect: "Allow", Action: ["kms:DescribeKey", "kms:ListGrants"], Resource: [keyArn] },
    {
      Sid: "GrantDisks",
      Effect: "Allow",
      Action: ["kms:CreateGrant"],
      Resource: [keyArn],
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" }, StringEquals: throughEc2 },
    },
  );
}

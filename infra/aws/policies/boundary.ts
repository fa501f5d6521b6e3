import { bucketArn, type Place, roleArn } from "../place.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";

export interface BoundaryScope {
  readonly place: Place;
  readonly buckets: readonly string[];
  readonly instanceRole: string;
  readonly keyArns: readonly string[];
}

/** EC2 actions of AmazonEMRServicePolicy_v2: the widest any role of a stack needs. */
const ec2Actions = `AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateFleet CreateLaunchTemplate
  CreateLaunchTemplateVersion CreateNetworkInterface CreateTags DeleteLaunchTemplate DeleteNetworkInterface DeleteTags
  DescribeAccountAttributes DescribeCapacityReservations DescribeDhcpOptions DescribeImages DescribeInstances
  DescribeInstanceTypeOfferings DescribeLaunchTemplates DescribeNetworkAcls DescribeNetworkInterfaces
  DescribePlacementGroups DescribeRouteTables DescribeSecurityGroups DescribeSubnets DescribeVolumes
  DescribeVolumeStatus DescribeVpcAttribute DescribeVpcEndpoints DescribeVpcs ModifyInstanceAttribute
  RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunInstances TerminateInstances`;

const prefixed = (service: string, actions: string): string[] =>
  actions.split(/\s+/).map((action) => `${service}:${action}`);

/**
 * The most any role of the stack can ever do, whatever is attached to it later: no IAM but handing nodes their role,
 * no other bucket, key or region.
 */
export function boundary({ place, buckets, instanceRole, keyArns }: BoundaryScope): PolicyDocument {
  const arns = buckets.flatMap((bucket) => [bucketArn(place, bucket), `${bucketArn(place, bucket)}/*`]);
  const inRegion = { Condition: { StringEquals: { "aws:RequestedRegion": place.region } } };
  return policyDocument(
    allow("Objects", objectActions, arns),
    { ...allow("MachinesInRegion", prefixed("ec2", ec2Actions), ["*"]), ...inRegion },
    { ...allow("EndClusters", ["elasticmapreduce:TerminateJobFlows"], ["*"]), ...inRegion },
    { ...allow("TakeCommands", commandActions, ["*"]), ...inRegion },
    ...(keyArns.length === 0 ? [] : [allow("OwnKeys", keyActions, keyArns)]),
    {
      ...allow("PassInstanceRole", ["iam:PassRole"], [roleArn(place, instanceRole)]),
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
  );
}

const objectActions = prefixed(
  "s3",
  "GetObject PutObject DeleteObject ListBucket AbortMultipartUpload ListMultipartUploadParts",
);

const commandActions = [
  ...prefixed("ssm", "UpdateInstanceInformation ListInstanceAssociations"),
  ...prefixed("ssmmessages", "CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel"),
  ...prefixed("ec2messages", "AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply"),
];

const keyActions = prefixed(
  "kms",
  "CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ListGrants ReEncryptFrom ReEncryptTo",
);

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource };
}

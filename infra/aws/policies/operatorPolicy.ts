import type { AwsSettings } from "../../../config/settings.ts";
import { stackTag } from "../../resourceTags.ts";
import { storageLayout } from "../../storageLayout.ts";
import { clusterArns, type Place } from "../place.ts";
import { useKeyThroughS3 } from "./instancePolicy.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";
import { openStudio } from "./studioPolicy.ts";
import { type BucketFolder, readFolder, writeFolder } from "./s3Access.ts";

export interface OperatorAccess {
  readonly place: Place;
  readonly stack: string;
  readonly bucket: string;
  readonly platform: "emr" | "ec2" | "databricks";
  /** The stack's own images folder, when it has one: the operator fills it. */
  readonly ownImages?: BucketFolder | undefined;
  /** Which notebook the operator opens: JupyterHub through a forwarded port, Studio in a browser. */
  readonly notebook?: AwsSettings["notebook"] | undefined;
  readonly keyArn?: string | undefined;
}

/** What the person who runs jobs may do with this stack: bring images, start, watch, read and end. */
export function operatorPolicy(access: OperatorAccess): PolicyDocument {
  const { place, bucket, ownImages, keyArn } = access;
  return policyDocument(
    ...(ownImages === undefined ? [] : writeFolder(place, "Images", ownImages)),
    ...writeFolder(place, "Runs", { bucket, prefix: storageLayout.runs }),
    ...readFolder(place, "Logs", { bucket, prefix: storageLayout.logs }),
    ...(keyArn === undefined ? [] : [useKeyThroughS3(place, keyArn)]),
    ...platformStatements(access),
  );
}

/** Databricks has its own sign-in: nothing more is needed in AWS. */
function platformStatements({ place, stack, platform, notebook }: OperatorAccess): PolicyStatement[] {
  if (platform === "emr")
    return [
      ...emrStatements(place, stack),
      ...(notebook === "jupyterhub" ? forwardPort(place, stack) : []),
      ...(notebook === "sagemaker" ? [openStudio(place, stack)] : []),
    ];
  return platform === "ec2" ? ec2Statements(place, stack) : [];
}

function emrStatements(place: Place, stack: string): PolicyStatement[] {
  return [
    {
      Sid: "RunAndEndOwnCluster",
      Effect: "Allow",
      Action: [
        "elasticmapreduce:AddJobFlowSteps",
        "elasticmapreduce:CancelSteps",
        "elasticmapreduce:DescribeCluster",
        "elasticmapreduce:DescribeStep",
        "elasticmapreduce:ListInstances",
        "elasticmapreduce:ListSteps",
        "elasticmapreduce:TerminateJobFlows",
        "elasticmapreduce:CreatePersistentAppUI",
        "elasticmapreduce:DescribePersistentAppUI",
        "elasticmapreduce:GetPersistentAppUIPresignedURL",
      ],
      Resource: [clusterArns(place)],
      Condition: { StringEquals: { [`elasticmapreduce:ResourceTag/${stackTag}`]: stack } },
    },
    { ...inRegion(place), Sid: "FindClusters", Action: ["elasticmapreduce:ListClusters"], Resource: ["*"] },
  ];
}

/** A forwarded port to the stack's own nodes: no shell, no other document; one's own sessions to end. */
function forwardPort({ partition, region, account }: Place, stack: string): PolicyStatement[] {
  const ssm = `arn:${partition}:ssm:${region}`;
  return [
    {
      Sid: "ForwardPort",
      Effect: "Allow",
      Action: ["ssm:StartSession"],
      Resource: [`arn:${partition}:ec2:${region}:${account}:instance/*`],
      Condition: { StringEquals: { [`ssm:resourceTag/${stackTag}`]: stack } },
    },
    {
      Sid: "OnlyForwarding",
      Effect: "Allow",
      Action: ["ssm:StartSession"],
      Resource: ["", account].map((owner) => `${ssm}:${owner}:document/AWS-StartPortForwardingSession`),
    },
    {
      Sid: "EndOwnSessions",
      Effect: "Allow",
      Action: ["ssm:TerminateSession", "ssm:ResumeSession"],
      Resource: [`${ssm}:${account}:session/\${aws:username}-*`],
    },
  ];
}

function ec2Statements(place: Place, stack: string): PolicyStatement[] {
  const { partition, region, account } = place;
  const instances = `arn:${partition}:ec2:${region}:${account}:instance/*`;
  return [
    {
      Sid: "CommandOwnInstances",
      Effect: "Allow",
      Action: ["ssm:SendCommand"],
      Resource: [instances],
      Condition: { StringEquals: { [`ssm:resourceTag/${stackTag}`]: stack } },
    },
    {
      Sid: "OnlyShellScripts",
      Effect: "Allow",
      Action: ["ssm:SendCommand"],
      Resource: ["", account].map((owner) => `arn:${partition}:ssm:${region}:${owner}:document/AWS-RunShellScript`),
    },
    {
      ...inRegion(place),
      Sid: "WatchCommands",
      Action: [
        "ssm:CancelCommand",
        "ssm:GetCommandInvocation",
        "ssm:ListCommandInvocations",
        "ssm:ListCommands",
        "ssm:DescribeInstanceInformation",
        "ec2:DescribeInstances",
      ],
      Resource: ["*"],
    },
    {
      Sid: "EndOwnInstances",
      Effect: "Allow",
      Action: ["ec2:TerminateInstances"],
      Resource: [instances],
      Condition: { StringEquals: { [`aws:ResourceTag/${stackTag}`]: stack } },
    },
  ];
}

/** Actions that name no resource are held to the stack's region instead. */
function inRegion({ region }: Place): Pick<PolicyStatement, "Effect" | "Condition"> {
  return { Effect: "Allow", Condition: { StringEquals: { "aws:RequestedRegion": region } } };
}

import { BudgetsClient } from "@aws-sdk/client-budgets";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EMRClient } from "@aws-sdk/client-emr";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { STSClient } from "@aws-sdk/client-sts";
import type { AwsSettings } from "../../../config/settings.ts";
import { longestName, stackName } from "../../names.ts";

/** What is looked for, and the clients that look. */
export interface AwsSearch {
  readonly stack: string;
  readonly settings: AwsSettings;
  /** Ids from the last known state, for what bears neither tag nor name. */
  readonly known: KnownIds;
  readonly clients: AwsClients;
}

export interface KnownIds {
  readonly clusters: readonly string[];
  readonly vpcs: readonly string[];
}

export interface AwsClients {
  readonly ec2: EC2Client;
  readonly emr: EMRClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly scheduler: SchedulerClient;
  readonly budgets: BudgetsClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
}

/** Clients of one region. They retry by themselves what a service asks to be retried. */
export function awsClients(region: string): AwsClients {
  const of = { region, maxAttempts: 5 };
  return {
    ec2: new EC2Client(of),
    emr: new EMRClient(of),
    iam: new IAMClient(of),
    s3: new S3Client(of),
    kms: new KMSClient(of),
    scheduler: new SchedulerClient(of),
    budgets: new BudgetsClient(of),
    logs: new CloudWatchLogsClient(of),
    sts: new STSClient(of),
  };
}

/** Every part the program names things by. */
const parts = [
  "boundary",
  "databricks",
  "emr",
  "node",
  "operate",
  "operator",
  "operators",
  "primary",
  "scheduler",
  "termination",
  "unity-catalog",
  "worker",
];

/** Whether a name is one this stack gives: exactly, so that `aws-paris` never claims what is `aws-paris-ec2`'s. */
export function ownName(stack: string): (name: string | undefined) => boolean {
  const names = new Set([stackName(stack), ...parts.map((part) => stackName(stack, [part], longestName.iam))]);
  return (name) => name !== undefined && names.has(name);
}

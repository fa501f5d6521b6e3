import { BudgetsClient } from "@aws-sdk/client-budgets";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EFSClient } from "@aws-sdk/client-efs";
import { EMRClient } from "@aws-sdk/client-emr";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { STSClient } from "@aws-sdk/client-sts";
import { hourlyCost, hoursPerMonth } from "../../../config/cost/hourlyCost.ts";
import { totalCost } from "../../../config/cost/totalCost.ts";
import type { Known } from "../../../config/prices/priceTable.ts";
import type { AwsSettings } from "../../../config/settings.ts";
import { awsClientOf } from "../../aws/askingAws.ts";
import { longestName, stackName } from "../../names.ts";

/** What is looked for in one region, and the clients that look. */
export interface AwsSearch extends Expected {
  readonly stack: string;
  readonly region: string;
  /** Ids from the last known state, for what bears neither tag nor name. */
  readonly known: KnownIds;
  readonly clients: AwsClients;
}

/** What a stack's settings say of what may be found; `nothingExpected` where nobody has them any more. */
export interface Expected {
  /** Why buckets, and the key they are encrypted with, are meant to stay; absent where they are not. */
  readonly kept: { readonly results?: string; readonly key?: string };
  /** USD a month for a cluster with the nodes it starts with, if nobody ended it. */
  readonly clusterPerMonth: Known<number>;
  /** Whether there may be a domain of SageMaker Studio. */
  readonly studio: boolean;
}

export interface KnownIds {
  readonly clusters: readonly string[];
  readonly vpcs: readonly string[];
  /** Of SageMaker Studio. */
  readonly domains: readonly string[];
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
  readonly sagemaker: SageMakerClient;
  readonly efs: EFSClient;
}

export function expectedOf(settings: AwsSettings): Expected {
  const { known, unknown } = totalCost(hourlyCost(settings, "start"), hoursPerMonth);
  const { retainResults, customerKey } = settings;
  return {
    kept: {
      ...(retainResults && { results: "verger:retainResults keeps the results" }),
      ...(retainResults && customerKey && { key: "the kept results are encrypted with it" }),
    },
    clusterPerMonth: unknown.length > 0 ? "unknown" : known,
    studio: settings.notebook === "sagemaker",
  };
}

/** Of a stack whose file is gone: results are kept unless its file said otherwise, and no price is known. */
export const nothingExpected: Expected = {
  kept: { results: "results are kept by default; the stack's file is not here to say otherwise" },
  clusterPerMonth: "unknown",
  studio: true,
};

/** Clients of one region. They retry by themselves what a service asks to be retried. */
export function awsClients(region: string): AwsClients {
  const of = awsClientOf(region);
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
    sagemaker: new SageMakerClient(of),
    efs: new EFSClient(of),
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
  "studio",
  "termination",
  "unity-catalog",
  "worker",
];

/** Whether a name is one this stack gives: exactly, so that `aws-paris` never claims what is `aws-paris-ec2`'s. */
export function ownName(stack: string): (name: string | undefined) => boolean {
  const names = new Set([stackName(stack), ...parts.map((part) => stackName(stack, [part], longestName.iam))]);
  return (name) => name !== undefined && names.has(name);
}

import { CreateBudgetCommand, BudgetsClient } from "@aws-sdk/client-budgets";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AllocateAddressCommand,
  CreateNetworkInterfaceCommand,
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type ResourceType,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { EMRClient, RunJobFlowCommand } from "@aws-sdk/client-emr";
import { CreateInstanceProfileCommand, CreatePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateMultipartUploadCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { fakeAccount } from "../../../tools/pulumi/stubProvider/providerAnswers.ts";

/**
 * Puts into moto, behind the engine's back, what could be left of a stack: each with the stack's tag or a name of the
 * stack's that it does not use itself.
 * @returns what a receipt must find, as its kinds
 */
export async function plantInMoto(stack: string, at: { endpoint: string; region: string }): Promise<readonly string[]> {
  const of = { ...at, credentials: { accessKeyId: "stand-in", secretAccessKey: "stand-in" } };
  const Tags = [{ Key: "verger:stack", Value: stack }];
  const tagged = (kind: ResourceType) => ({ TagSpecifications: [{ ResourceType: kind, Tags }] });
  const name = (part: string): string => `verger-${stack}-${part}`;

  const ec2 = new EC2Client(of);
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand());
  const { Images = [] } = await ec2.send(new DescribeImagesCommand());
  const [ImageId, SubnetId] = [Images[0]?.ImageId, Subnets.find(({ DefaultForAz }) => DefaultForAz)?.SubnetId];
  await ec2.send(
    new RunInstancesCommand({
      ImageId,
      SubnetId,
      MinCount: 1,
      MaxCount: 1,
      InstanceType: "m5.xlarge",
      ...tagged("instance"),
    }),
  );
  await ec2.send(new CreateVolumeCommand({ AvailabilityZone: `${at.region}a`, Size: 64, ...tagged("volume") }));
  await ec2.send(new AllocateAddressCommand({ Domain: "vpc", ...tagged("elastic-ip") }));
  await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, ...tagged("network-interface") }));

  const emr = new EMRClient(of);
  await emr.send(
    new RunJobFlowCommand({
      Name: "somebody's experiment",
      Tags,
      Instances: { InstanceCount: 1, MasterInstanceType: "m5.xlarge", KeepJobFlowAliveWhenNoSteps: true },
      JobFlowRole: "r",
      ServiceRole: "s",
    }),
  );

  const iam = new IAMClient(of);
  await iam.send(new CreateRoleCommand({ RoleName: name("worker"), AssumeRolePolicyDocument: "{}" }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }],
  });
  await iam.send(new CreatePolicyCommand({ PolicyName: name("databricks"), PolicyDocument }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name("primary") }));

  const s3 = new S3Client(of);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  const Bucket = Buckets.find((bucket) => bucket.Name?.startsWith(`verger-${stack}`))?.Name;
  await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "runs/1/features/0.parquet" }));

  const logs = new CloudWatchLogsClient(of);
  await logs.send(new CreateLogGroupCommand({ logGroupName: `/aws/emr/verger-${stack}` }));
  const scheduler = new SchedulerClient(of);
  await scheduler.send(
    new CreateScheduleCommand({
      Name: name("primary"),
      ScheduleExpression: "rate(1 day)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: "arn:aws:scheduler:::aws-sdk:emr:terminateJobFlows",
        RoleArn: `arn:aws:iam::${fakeAccount}:role/r`,
      },
    }),
  );
  const budgets = new BudgetsClient(of);
  await budgets.send(
    new CreateBudgetCommand({
      AccountId: fakeAccount,
      Budget: {
        BudgetName: name("primary"),
        BudgetType: "COST",
        TimeUnit: "MONTHLY",
        BudgetLimit: { Amount: "10", Unit: "USD" },
      },
    }),
  );
  for (const client of [ec2, emr, iam, s3, logs, scheduler, budgets]) client.destroy();
  return [
    "address",
    "budget",
    "cluster",
    "instance",
    "instance profile",
    "log group",
    "network interface",
    "policy",
    "role",
    "schedule",
    "unfinished upload",
    "volume",
  ];
}

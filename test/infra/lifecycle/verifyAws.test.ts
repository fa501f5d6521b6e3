import {
  AllocateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  DeleteVolumeCommand,
  DescribeSecurityGroupsCommand,
} from "@aws-sdk/client-ec2";
import { CreateFileSystemCommand } from "@aws-sdk/client-efs";
import { RunJobFlowCommand, TerminateJobFlowsCommand } from "@aws-sdk/client-emr";
import { CreateRoleCommand, CreateUserCommand, CreateAccessKeyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { CreateDomainCommand } from "@aws-sdk/client-sagemaker";
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allowedRegions } from "../../../config/regions.ts";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { AwsSettings } from "../../../config/settings.ts";
import { awsQuestions } from "../../../infra/lifecycle/aws/awsQuestions.ts";
import { type AwsClients, awsClients, type AwsSearch, expectedOf } from "../../../infra/lifecycle/aws/awsSearch.ts";
import { type Receipt, unanswered, unplanned } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import { verifyRun } from "../../../infra/lifecycle/verifyRun.ts";
import { takeReceipt } from "../../../infra/lifecycle/receipt/takeReceipt.ts";
import { clearGroups } from "../../../infra/studio/clearGroups.ts";
import { describeNeeding } from "../../setup/needing.ts";
import { emrStack } from "../setup/stacks.ts";

const region = "eu-west-3";
const tags = (stack: string) => [{ Key: "verger:stack", Value: stack }];

describeNeeding("moto", "the receipt of a stack on AWS (moto answers)", (python) => {
  let server: ChildProcess;
  let clients: AwsClients;

  beforeAll(async () => {
    const port = await freePort();
    server = spawn(join(dirname(python), "moto_server"), ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
    process.env["AWS_ACCESS_KEY_ID"] = "test";
    process.env["AWS_SECRET_ACCESS_KEY"] = "test";
    process.env["AWS_ENDPOINT_URL"] = `http://127.0.0.1:${port}`;
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/moto-api/`).catch(() => undefined);
      if (answer?.ok === true) break;
      await sleep(100);
    }
    clients = awsClients(region);
  });
  afterAll(() => {
    for (const client of Object.values(clients)) (client as { destroy(): void }).destroy();
    server.kill();
    delete process.env["AWS_ENDPOINT_URL"];
  });

  const receipt = (
    stack: string,
    known: AwsSearch["known"] = { clusters: [], vpcs: [], domains: [] },
  ): Promise<Receipt> =>
    takeReceipt(
      { stack, cloud: "aws", region },
      awsQuestions({ stack, region, known, clients, ...expectedOf(settings) }),
      () => new Date("2026-11-21T03:20:00Z"),
    );

  it("an account without the stack: every service answers, and nothing is left", async () => {
    const clean = await receipt("orchard");
    expect(unanswered(clean)).toEqual([]);
    expect(clean.remains).toEqual([]);
    expect(clean.asked.length).toBeGreaterThanOrEqual(20);
  });

  it("finds what was left: by tag, by name and by id, priced, and not the stack's beside it", async () => {
    const { ec2, emr, iam, s3 } = clients;
    for (const stack of ["orchard", "orchard-ec2"]) {
      const specification = (ResourceType: "volume" | "security-group" | "elastic-ip") => [
        { ResourceType, Tags: tags(stack) },
      ];
      await ec2.send(
        new CreateVolumeCommand({
          AvailabilityZone: `${region}a`,
          Size: 64,
          TagSpecifications: specification("volume"),
        }),
      );
      await ec2.send(
        new CreateSecurityGroupCommand({
          GroupName: `verger-${stack}`,
          Description: "left",
          TagSpecifications: specification("security-group"),
        }),
      );
      await ec2.send(new AllocateAddressCommand({ Domain: "vpc", TagSpecifications: specification("elastic-ip") }));
      await iam.send(new CreateRoleCommand({ RoleName: `verger-${stack}-node`, AssumeRolePolicyDocument: "{}" }));
      await iam.send(new CreateUserCommand({ UserName: `verger-${stack}-operator` }));
      await iam.send(new CreateAccessKeyCommand({ UserName: `verger-${stack}-operator` }));
      const Bucket = `verger-${stack}-0a1b2c3`;
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
      await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tags(stack) } }));
      await s3.send(new PutObjectCommand({ Bucket, Key: "runs/1/run.json", Body: "{}" }));
      await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "runs/1/features/0.parquet" }));
      await emr.send(
        new RunJobFlowCommand({
          Name: `verger-${stack}`,
          Tags: tags(stack),
          Instances: { InstanceCount: 1, MasterInstanceType: "m5.xlarge", KeepJobFlowAliveWhenNoSteps: true },
          JobFlowRole: "r",
          ServiceRole: "s",
        }),
      );
    }
    const left = await receipt("orchard");
    const found = left.remains.map(({ kind, by, onPurpose }) =>
      [kind, by, onPurpose === undefined ? "left" : "kept"].join(" "),
    );
    expect(unanswered(left)).toEqual([]);
    expect(found.sort()).toEqual(
      expect.arrayContaining([
        "access key name left",
        "address tag left",
        "bucket tag kept",
        "cluster tag left",
        "role name left",
        "security group tag left",
        "unfinished upload name left",
        "user name left",
        "volume tag left",
      ]),
    );
    expect(JSON.stringify(left.remains)).not.toContain("orchard-ec2");
    const volume = left.remains.find(({ kind }) => kind === "volume");
    expect(volume?.perMonth).toBeCloseTo(64 * 0.0928, 6);
    expect(left.remains.filter(({ kind }) => kind === "volume")).toHaveLength(1);
    expect(unplanned(left).every(({ kind }) => kind !== "bucket")).toBe(true);
  });

  it("finds by the last state's ids what bears neither the tag nor the name", async () => {
    const cluster = (await receipt("orchard")).remains.find(({ kind }) => kind === "cluster")?.id ?? "";
    const left = await receipt("someone-else", { clusters: [cluster], vpcs: [], domains: [] });
    expect(left.remains.map(({ kind, id, by }) => [kind, id, by])).toEqual([["cluster", cluster, "id"]]);
  });

  it("finds what is left of a run of which only the id is known: in every region of the EU, by tag and by name", async () => {
    const dublin = awsClients("eu-west-1");
    const TagSpecifications = [{ ResourceType: "volume" as const, Tags: tags("vanished") }];
    await dublin.ec2.send(new CreateVolumeCommand({ AvailabilityZone: "eu-west-1a", Size: 8, TagSpecifications }));
    await clients.iam.send(new CreateRoleCommand({ RoleName: "verger-vanished-node", AssumeRolePolicyDocument: "{}" }));
    const Bucket = "verger-vanished-0a1b2c3";
    const CreateBucketConfiguration = { LocationConstraint: region } as const;
    await clients.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    await clients.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tags("vanished") } }));
    for (const client of Object.values(dublin)) (client as { destroy(): void }).destroy();

    const left = await verifyRun({
      runId: "vanished-0b9d196c86",
      stack: "vanished",
      cloud: "aws",
      environment: {},
      now: () => new Date("2026-11-21T03:20:00Z"),
    });
    expect(unanswered(left)).toEqual([]);
    expect(new Set(left.asked.map((each) => each.region))).toEqual(
      new Set(["global", ...allowedRegions("aws", true).map(({ name }) => name)]),
    );
    expect(unplanned(left).map((remain) => [remain.kind, remain.region, remain.by])).toEqual([
      ["volume", "eu-west-1", "tag"],
      ["role", "global", "name"],
    ]);
    expect(left.remains.filter(({ kind }) => kind === "bucket")).toMatchObject([
      { id: Bucket, onPurpose: expect.stringContaining("by default") },
    ]);
    expect(left.notAsked?.map(({ service }) => service)).toEqual(["Databricks workspace", "Databricks account"]);
  });

  it("what is taken away is no longer in the next receipt", async () => {
    const before = await receipt("orchard");
    const idOf = (kind: string): string => before.remains.find((remain) => remain.kind === kind)?.id ?? "";
    await clients.ec2.send(new DeleteVolumeCommand({ VolumeId: idOf("volume") }));
    await clients.emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [idOf("cluster")] }));
    const after = await receipt("orchard");
    const kinds = after.remains.map(({ kind }) => kind);
    expect(kinds).not.toContain("volume");
    expect(kinds).not.toContain("cluster");
    expect(kinds).toContain("address");
    expect(after.digest).not.toBe(before.digest);
  });

  it("asks for a Studio domain and the file system SageMaker made for it, where there was one", async () => {
    const { sagemaker, efs } = clients;
    const { DomainArn = "" } = await sagemaker.send(
      new CreateDomainCommand({
        DomainName: "verger-studio-stack",
        AuthMode: "IAM",
        DefaultUserSettings: { ExecutionRole: "arn:aws:iam::123456789012:role/r" },
        SubnetIds: ["subnet-1"],
        VpcId: "vpc-1",
      }),
    );
    const domain = DomainArn.split("/").at(-1) ?? "";
    await efs.send(new CreateFileSystemCommand({ CreationToken: "own", Tags: managed(DomainArn) }));
    await efs.send(new CreateFileSystemCommand({ CreationToken: "other", Tags: managed("arn:aws:x:domain/d-other") }));
    const left = await receipt("studio-stack", { clusters: [], vpcs: [], domains: [domain] });
    expect(unanswered(left)).toEqual([]);
    expect(left.remains.map(({ kind, by, perMonth }) => [kind, by, perMonth])).toEqual([
      ["Studio domain", "id", "unknown"],
      ["file system", "id", "unknown"],
    ]);
    expect((await receipt("studio-stack")).asked.map(({ service }) => service)).not.toContain("EFS");
  });

  it("clears the two groups SageMaker leaves in the stack's network, and no other group", async () => {
    const { ec2 } = clients;
    const network = async (): Promise<string> => {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.71.0.0/16" }));
      return Vpc?.VpcId ?? "";
    };
    const [vpcId, anotherVpc] = [await network(), await network()];
    const group = async (VpcId: string, GroupName: string): Promise<string> => {
      const { GroupId = "" } = await ec2.send(
        new CreateSecurityGroupCommand({ VpcId, GroupName, Description: "of it" }),
      );
      return GroupId;
    };
    const inbound = await group(vpcId, "security-group-for-inbound-nfs-d-abc123");
    const outbound = await group(vpcId, "security-group-for-outbound-nfs-d-abc123");
    await group(vpcId, "security-group-for-inbound-nfs-of-mine");
    await group(anotherVpc, "security-group-for-inbound-nfs-d-abc123");
    // They name each other: neither goes while the rules are there.
    const nfs = { IpProtocol: "tcp", FromPort: 2049, ToPort: 2049 };
    for (const [GroupId, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const)
      await ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions: [{ ...nfs, UserIdGroupPairs: [{ GroupId: other }] }],
        }),
      );
    const said: string[] = [];
    await clearGroups({ ec2, vpcId, sleep: async () => {}, say: (line) => void said.push(line) });
    expect(said.sort()).toEqual([
      "security-group-for-inbound-nfs-d-abc123 deleted",
      "security-group-for-outbound-nfs-d-abc123 deleted",
    ]);
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId, anotherVpc] }] }),
    );
    expect(
      SecurityGroups.map(({ GroupName = "" }) => GroupName)
        .filter((name) => name !== "default")
        .sort(),
    ).toEqual(["security-group-for-inbound-nfs-d-abc123", "security-group-for-inbound-nfs-of-mine"]);
  });
});

/** How SageMaker marks the file system of a domain. */
const managed = (Value: string) => [{ Key: "ManagedByAmazonSageMakerResource", Value }];

const settings = settingsOf();

function settingsOf(): AwsSettings {
  const parsed = parseSettings({ ...emrStack, customerKey: false });
  if (!parsed.ok || parsed.settings.cloud !== "aws") throw new Error("the sample stack is not one");
  return parsed.settings;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

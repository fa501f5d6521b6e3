import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { account } from "../setup/plausibleOutputs.ts";
import { type RecordedStack, recordStack } from "../setup/recordStack.ts";
import { emrStack } from "../setup/stacks.ts";
import { type IamRequest, isAllowed, type Principal } from "../setup/simulateIam.ts";

/**
 * What each role of a stack can do, by a simulator of IAM. If one of the denied lines turns green for AWS, a stolen
 * node or a mistaken job could reach photographs, machines or permissions that are not this stack's.
 */
const bucket = "arn:aws:s3:::verger-aws-paris-0a1b2c3";
const key = `arn:aws:kms:eu-west-3:${account}:key/1b2c3d4e`;
const cluster = `arn:aws:elasticmapreduce:eu-west-3:${account}:cluster/j-2AXXXXXXGAPLF`;
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const ec2 = (kind: string, id: string, region = "eu-west-3") => `arn:aws:ec2:${region}:${account}:${kind}/${id}`;
const emrTag = "for-use-with-amazon-emr-managed-policies";
const emrTagged = { [`aws:ResourceTag/${emrTag}`]: "true" };
const emrTagging = { [`aws:RequestTag/${emrTag}`]: "true" };
const throughS3 = { "kms:ViaService": "s3.eu-west-3.amazonaws.com" };
const throughEc2 = { "kms:ViaService": "ec2.eu-west-3.amazonaws.com" };
const toEc2 = { "iam:PassedToService": "ec2.amazonaws.com" };
const ofStack = { "elasticmapreduce:ResourceTag/verger:stack": "aws-paris" };
const ofAnotherStack = { "elasticmapreduce:ResourceTag/verger:stack": "somebody-elses" };

type Who = "node" | "emr" | "scheduler" | "operator";
type Line = readonly [who: Who, what: string, action: string, resource: string, context?: IamRequest["context"]];

const allowed: readonly Line[] = [
  ["node", "read a photograph", "s3:GetObject", "arn:aws:s3:::my-photographs/2026/apple/1.jpg"],
  ["node", "list the photographs", "s3:ListBucket", "arn:aws:s3:::my-photographs", { "s3:prefix": "2026/apple/" }],
  ["node", "fetch the bundle", "s3:GetObject", `${bucket}/bundles/ab/verger-bundle.tar.gz`],
  ["node", "write features", "s3:PutObject", `${bucket}/runs/r1/features/0.parquet`],
  ["node", "read back features for the PCA", "s3:GetObject", `${bucket}/runs/r1/features/0.parquet`],
  ["node", "list a run", "s3:ListBucket", bucket, { "s3:prefix": "runs/r1/" }],
  ["node", "remove a half-written part", "s3:DeleteObject", `${bucket}/runs/r1/_temporary/0`],
  ["node", "abandon an upload", "s3:AbortMultipartUpload", `${bucket}/runs/r1/features/0.parquet`],
  ["node", "add a log", "s3:PutObject", `${bucket}/logs/emr/j-1/node/i-1/syslog.gz`],
  ["node", "decrypt the bucket's objects", "kms:Decrypt", key, throughS3],
  ["emr", "start tagged nodes in the subnet", "ec2:RunInstances", ec2("subnet", "subnet-1"), emrTagged],
  ["emr", "start tagged nodes", "ec2:RunInstances", ec2("instance", "*"), emrTagging],
  ["emr", "end its own node", "ec2:TerminateInstances", ec2("instance", "i-1"), emrTagged],
  ["emr", "hand nodes their role", "iam:PassRole", role("verger-aws-paris-node"), toEc2],
  ["emr", "look at subnets", "ec2:DescribeSubnets", "*"],
  ["emr", "encrypt disks", "kms:GenerateDataKeyWithoutPlaintext", key, throughEc2],
  ["emr", "grant a disk the key", "kms:CreateGrant", key, { ...throughEc2, "kms:GrantIsForAWSResource": "true" }],
  ["scheduler", "end the stack's cluster", "elasticmapreduce:TerminateJobFlows", cluster, ofStack],
  ["operator", "start a step", "elasticmapreduce:AddJobFlowSteps", cluster, ofStack],
  ["operator", "look at a step", "elasticmapreduce:DescribeStep", cluster, ofStack],
  ["operator", "end the cluster", "elasticmapreduce:TerminateJobFlows", cluster, ofStack],
  ["operator", "fetch results", "s3:GetObject", `${bucket}/runs/r1/report/index.html`],
  ["operator", "write a job's spec", "s3:PutObject", `${bucket}/runs/r1/spec.json`],
  ["operator", "read a log", "s3:GetObject", `${bucket}/logs/emr/j-1/steps/s-1/stderr.gz`],
];

const denied: readonly Line[] = [
  // Other people's data
  ["node", "read another bucket", "s3:GetObject", "arn:aws:s3:::payroll/2026.csv"],
  ["node", "read the photographs outside the prefix", "s3:GetObject", "arn:aws:s3:::my-photographs/2025/private.jpg"],
  [
    "node",
    "list the photographs outside the prefix",
    "s3:ListBucket",
    "arn:aws:s3:::my-photographs",
    { "s3:prefix": "" },
  ],
  ["node", "change a photograph", "s3:PutObject", "arn:aws:s3:::my-photographs/2026/apple/1.jpg"],
  ["node", "delete a photograph", "s3:DeleteObject", "arn:aws:s3:::my-photographs/2026/apple/1.jpg"],
  ["node", "list every bucket", "s3:ListAllMyBuckets", "*"],
  ["node", "read another stack's run", "s3:GetObject", "arn:aws:s3:::verger-aws-dublin-1234567/runs/r1/run.json"],
  // The stack's own bucket, beyond the work
  ["node", "replace the bundle", "s3:PutObject", `${bucket}/bundles/ab/verger-bundle.tar.gz`],
  ["node", "delete the bundle", "s3:DeleteObject", `${bucket}/bundles/ab/verger-bundle.tar.gz`],
  ["node", "read logs", "s3:GetObject", `${bucket}/logs/emr/j-1/steps/s-1/stderr.gz`],
  ["node", "delete logs", "s3:DeleteObject", `${bucket}/logs/emr/j-1/steps/s-1/stderr.gz`],
  ["node", "delete old versions", "s3:DeleteObjectVersion", `${bucket}/runs/r1/run.json`],
  ["node", "rewrite the bucket's policy", "s3:PutBucketPolicy", bucket],
  ["node", "open the bucket to the public", "s3:PutBucketPublicAccessBlock", bucket],
  ["node", "make an object public", "s3:PutObjectAcl", `${bucket}/runs/r1/run.json`],
  ["node", "turn versioning off", "s3:PutBucketVersioning", bucket],
  ["node", "change the life cycle", "s3:PutLifecycleConfiguration", bucket],
  ["node", "delete the bucket", "s3:DeleteBucket", bucket],
  ["node", "copy the bucket elsewhere", "s3:PutReplicationConfiguration", bucket],
  // Machines, identity, secrets, money
  ["node", "start machines", "ec2:RunInstances", ec2("instance", "*")],
  ["node", "end machines", "ec2:TerminateInstances", ec2("instance", "i-1")],
  ["node", "open a port", "ec2:AuthorizeSecurityGroupIngress", ec2("security-group", "sg-1"), emrTagged],
  ["node", "pass its own role on", "iam:PassRole", role("verger-aws-paris-node"), toEc2],
  ["node", "make a user", "iam:CreateUser", `arn:aws:iam::${account}:user/mallory`],
  ["node", "make an access key", "iam:CreateAccessKey", `arn:aws:iam::${account}:user/verger-aws-paris-operator`],
  ["node", "widen its own role", "iam:PutRolePolicy", role("verger-aws-paris-node")],
  ["node", "drop its own boundary", "iam:DeleteRolePermissionsBoundary", role("verger-aws-paris-node")],
  ["node", "take another role", "sts:AssumeRole", role("Administrator")],
  ["node", "read a parameter", "ssm:GetParameter", `arn:aws:ssm:eu-west-3:${account}:parameter/database-password`],
  [
    "node",
    "read a secret",
    "secretsmanager:GetSecretValue",
    `arn:aws:secretsmanager:eu-west-3:${account}:secret:db-AbCdEf`,
  ],
  ["node", "use another key", "kms:Decrypt", `arn:aws:kms:eu-west-3:${account}:key/99999999`, throughS3],
  ["node", "use another account's key", "kms:Decrypt", "arn:aws:kms:eu-west-3:999999999999:key/1b2c3d4e", throughS3],
  ["node", "decrypt outside S3", "kms:Decrypt", key],
  ["node", "schedule the key's deletion", "kms:ScheduleKeyDeletion", key],
  ["node", "end a cluster", "elasticmapreduce:TerminateJobFlows", cluster, ofStack],
  ["node", "start a step", "elasticmapreduce:AddJobFlowSteps", cluster, ofStack],
  ["node", "change the budget", "budgets:ModifyBudget", `arn:aws:budgets::${account}:budget/verger-aws-paris`],
  [
    "node",
    "cancel the scheduled end",
    "scheduler:DeleteSchedule",
    `arn:aws:scheduler:eu-west-3:${account}:schedule/default/verger-aws-paris-termination`,
  ],
  // EMR's service role
  ["emr", "pass another role", "iam:PassRole", role("Administrator"), toEc2],
  ["emr", "pass the default EMR role", "iam:PassRole", role("EMR_EC2_DefaultRole"), toEc2],
  [
    "emr",
    "pass the node role to Lambda",
    "iam:PassRole",
    role("verger-aws-paris-node"),
    { "iam:PassedToService": "lambda.amazonaws.com" },
  ],
  ["emr", "pass its own role", "iam:PassRole", role("verger-aws-paris-emr"), toEc2],
  ["emr", "start nodes in an untagged subnet", "ec2:RunInstances", ec2("subnet", "subnet-9")],
  ["emr", "start untagged machines", "ec2:RunInstances", ec2("instance", "*")],
  ["emr", "end a machine that is not EMR's", "ec2:TerminateInstances", ec2("instance", "i-9")],
  [
    "emr",
    "start machines in Virginia",
    "ec2:RunInstances",
    ec2("subnet", "subnet-1", "us-east-1"),
    { ...emrTagged, "aws:RequestedRegion": "us-east-1" },
  ],
  [
    "emr",
    "start machines in London",
    "ec2:RunInstances",
    ec2("subnet", "subnet-1", "eu-west-2"),
    { ...emrTagged, "aws:RequestedRegion": "eu-west-2" },
  ],
  ["emr", "open a port of another group", "ec2:AuthorizeSecurityGroupIngress", ec2("security-group", "sg-9")],
  ["emr", "make a security group", "ec2:CreateSecurityGroup", ec2("security-group", "*"), emrTagging],
  [
    "emr",
    "make an endpoint",
    "ec2:CreateVpcEndpoint",
    ec2("vpc-endpoint", "*"),
    { ...emrTagging, "aws:RequestTag/Name": "emr-service-vpce" },
  ],
  ["emr", "read results", "s3:GetObject", `${bucket}/runs/r1/run.json`],
  [
    "emr",
    "encrypt with another key",
    "kms:GenerateDataKeyWithoutPlaintext",
    `arn:aws:kms:eu-west-3:${account}:key/9`,
    throughEc2,
  ],
  ["emr", "give a person a grant", "kms:CreateGrant", key, { ...throughEc2, "kms:GrantIsForAWSResource": "false" }],
  ["emr", "make a role", "iam:CreateRole", role("mallory")],
  ["emr", "attach a policy", "iam:AttachRolePolicy", role("verger-aws-paris-emr")],
  ["emr", "change a scaling policy", "application-autoscaling:PutScalingPolicy", "*"],
  // The one-time schedule
  ["scheduler", "end another stack's cluster", "elasticmapreduce:TerminateJobFlows", cluster, ofAnotherStack],
  ["scheduler", "end an untagged cluster", "elasticmapreduce:TerminateJobFlows", cluster],
  [
    "scheduler",
    "end a cluster in Dublin",
    "elasticmapreduce:TerminateJobFlows",
    cluster.replace("eu-west-3", "eu-west-1"),
    { ...ofStack, "aws:RequestedRegion": "eu-west-1" },
  ],
  ["scheduler", "start a cluster", "elasticmapreduce:RunJobFlow", "*"],
  ["scheduler", "start a step", "elasticmapreduce:AddJobFlowSteps", cluster, ofStack],
  ["scheduler", "end machines", "ec2:TerminateInstances", ec2("instance", "i-1"), emrTagged],
  ["scheduler", "pass a role", "iam:PassRole", role("verger-aws-paris-node"), toEc2],
  ["scheduler", "read results", "s3:GetObject", `${bucket}/runs/r1/run.json`],
  // The operator
  ["operator", "start a step on another stack", "elasticmapreduce:AddJobFlowSteps", cluster, ofAnotherStack],
  ["operator", "end another stack's cluster", "elasticmapreduce:TerminateJobFlows", cluster, ofAnotherStack],
  ["operator", "make a cluster", "elasticmapreduce:RunJobFlow", "*"],
  ["operator", "lift EMR's block on public access", "elasticmapreduce:PutBlockPublicAccessConfiguration", "*"],
  ["operator", "write into the photographs", "s3:PutObject", "arn:aws:s3:::my-photographs/2026/apple/1.jpg"],
  ["operator", "replace the bundle", "s3:PutObject", `${bucket}/bundles/ab/verger-bundle.tar.gz`],
  ["operator", "rewrite logs", "s3:PutObject", `${bucket}/logs/emr/j-1/steps/s-1/stderr.gz`],
  ["operator", "rewrite the bucket's policy", "s3:PutBucketPolicy", bucket],
  ["operator", "pass a role", "iam:PassRole", role("verger-aws-paris-node"), toEc2],
  ["operator", "make itself a key", "iam:CreateAccessKey", `arn:aws:iam::${account}:user/verger-aws-paris-operator`],
  ["operator", "join another group", "iam:AddUserToGroup", `arn:aws:iam::${account}:group/administrators`],
  [
    "operator",
    "list clusters in Virginia",
    "elasticmapreduce:ListClusters",
    "*",
    { "aws:RequestedRegion": "us-east-1" },
  ],
  ["operator", "start a machine", "ec2:RunInstances", ec2("instance", "*")],
];

let principals: Record<Who, Principal>;
let accountKeyPolicy: unknown;

beforeAll(async () => {
  const stack = await recordStack("aws-paris", emrStack);
  principals = principalsOf(stack);
  accountKeyPolicy = JSON.parse(String(stack.resource("aws:kms/key:Key").properties["policy"]));
});

const named = (lines: readonly Line[]) =>
  lines.map(([who, what, action, resource, context]) => ({ who, what, request: { action, resource, context } }));

describe("what a stack's roles must be able to do", () => {
  it.each(named(allowed))("$who may $what", async ({ who, request }) => {
    expect(await isAllowed(principals[who], withKeyPolicy(request))).toBe(true);
  });
});

describe(`what they must not: ${denied.length} requests`, () => {
  it("are at least 60", () => {
    expect(denied.length).toBeGreaterThanOrEqual(60);
  });

  it.each(named(denied))("$who may not $what", async ({ who, request }) => {
    expect(await isAllowed(principals[who], withKeyPolicy(request))).toBe(false);
  });
});

describe("the permission boundary", () => {
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const escapes: readonly IamRequest[] = [
    { action: "iam:CreateUser", resource: `arn:aws:iam::${account}:user/mallory` },
    { action: "iam:PassRole", resource: role("Administrator"), context: toEc2 },
    { action: "s3:GetObject", resource: "arn:aws:s3:::payroll/2026.csv" },
    {
      action: "ec2:RunInstances",
      resource: ec2("instance", "*", "us-east-1"),
      context: { "aws:RequestedRegion": "us-east-1" },
    },
    { action: "kms:Decrypt", resource: `arn:aws:kms:eu-west-3:${account}:key/99999999` },
    { action: "sts:AssumeRole", resource: role("Administrator") },
    { action: "ec2:CreateVpcPeeringConnection", resource: ec2("vpc", "vpc-1") },
  ];

  it.each(escapes)("holds $action on $resource even for a role given everything", async (request) => {
    const { arn, boundary } = principals.node;
    const admin = { arn, policies: [everything] };
    expect(await isAllowed(admin, withKeyPolicy(request))).toBe(true);
    expect(await isAllowed({ ...admin, boundary }, withKeyPolicy(request))).toBe(false);
  });
});

/** A request as it arrives: with the account that owns the resource, and a key's own policy. */
function withKeyPolicy(request: IamRequest): IamRequest {
  const owner = /:(\d{12}):/.exec(request.resource)?.[1] ?? account;
  const resourcePolicy = request.resource.startsWith("arn:aws:kms:") ? accountKeyPolicy : undefined;
  return { ...request, owner, resourcePolicy };
}

/** Each role with exactly the documents its stack gives it, EMR's managed policy included. */
function principalsOf(stack: RecordedStack): Record<Who, Principal> {
  const document = (type: string, name: string): unknown =>
    JSON.parse(String(stack.resource(type, name).properties["policy"]));
  const inline = (name: string) => document("aws:iam/rolePolicy:RolePolicy", name);
  const managed = readFileSync(new URL("../fixtures/AmazonEMRServicePolicy_v2.json", import.meta.url), "utf8");
  const boundary = document("aws:iam/policy:Policy", "boundary");
  const operate = document("aws:iam/policy:Policy", "operator");
  return {
    node: { arn: role("verger-aws-paris-node"), policies: [inline("node-data")], boundary },
    emr: { arn: role("verger-aws-paris-emr"), policies: [inline("emr-nodes"), JSON.parse(managed)], boundary },
    scheduler: { arn: role("verger-aws-paris-scheduler"), policies: [inline("scheduler-terminate")], boundary },
    operator: {
      arn: `arn:aws:iam::${account}:user/verger-aws-paris-operator`,
      policies: [operate],
      boundary: operate,
    },
  };
}

import { beforeAll, describe, expect, it } from "vitest";
import type { PlannedResource } from "../../../infra/policy/policyRule.ts";
import { policyRules } from "../../../infra/policy/rules/index.ts";
import { recordStack } from "../setup/recordStack.ts";
import { azureStack, databricksOnAwsStack, ec2Stack, emrStack } from "../setup/stacks.ts";

type Program = readonly PlannedResource[];
type Change = (program: Program) => Program;

const stacks = {
  studio: { ...emrStack, notebook: "sagemaker" },
  emr: emrStack,
  ec2: ec2Stack,
  databricks: databricksOnAwsStack,
  azure: azureStack,
};
type Stack = keyof typeof stacks;

const programs = new Map<Stack, Program>();

beforeAll(async () => {
  for (const name of ["studio", "emr", "ec2", "databricks", "azure"] as const)
    programs.set(name, (await recordStack(name, stacks[name])).resources);
});

const programOf = (stack: Stack): Program => programs.get(stack) ?? [];

/** Sets properties of every resource of a type. */
const set =
  (type: string, properties: Record<string, unknown>): Change =>
  (program) =>
    program.map((resource) =>
      resource.type === type ? { ...resource, properties: { ...resource.properties, ...properties } } : resource,
    );
const drop =
  (type: string): Change =>
  (program) =>
    program.filter((resource) => resource.type !== type);
const add =
  (type: string, properties: Record<string, unknown>): Change =>
  (program) => [...program, { type, name: "intruder", component: "verger:test:Intruder", properties }];

const cluster = "aws:emr/cluster:Cluster";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const domain = "aws:sagemaker/domain:Domain";
const fleet = "aws:ec2/fleet:Fleet";
const account = "azure-native:storage:StorageAccount";
const job = "databricks:index/job:Job";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const allowing = (statement: Record<string, unknown>) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: ["*"], ...statement }] });
const rolePolicy = (statement: Record<string, unknown>) =>
  add("aws:iam/rolePolicy:RolePolicy", { policy: allowing(statement) });
const bootedWith = (script: string) => set(template, { userData: Buffer.from(script).toString("base64") });

/** A change to a stack that passes, and the rule that must notice: what a user loses is what the rule is for. */
const violations: readonly (readonly [rule: string, stack: Stack, what: string, change: Change])[] = [
  ["eu-regions-only", "emr", "a bucket in Virginia", add("aws:s3/bucket:Bucket", { region: "us-east-1" })],
  ["eu-regions-only", "azure", "everything in London", set(account, { location: "uksouth" })],
  ["buckets-private", "emr", "no public access block", drop("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")],
  [
    "buckets-private",
    "emr",
    "one of four switches off",
    set("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { restrictPublicBuckets: false }),
  ],
  ["buckets-private", "databricks", "a second bucket without a block", add("aws:s3/bucket:Bucket", {})],
  ["buckets-private", "azure", "public blobs", set(account, { allowBlobPublicAccess: true })],
  [
    "buckets-private",
    "azure",
    "a public container",
    set("azure-native:storage:BlobContainer", { publicAccess: "Blob" }),
  ],
  ["no-way-in", "ec2", "SSH for everyone", add(ingress, { cidrIpv4: "0.0.0.0/0", fromPort: 22, toPort: 22 })],
  ["no-way-in", "ec2", "the same over IPv6", add(ingress, { cidrIpv6: "::/0", fromPort: 443 })],
  [
    "no-way-in",
    "emr",
    "rules inside a group",
    set("aws:ec2/securityGroup:SecurityGroup", { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] }),
  ],
  ["no-way-in", "emr", "an SSH key on the cluster", set(cluster, { ec2Attributes: { keyName: "mine" } })],
  ["no-way-in", "ec2", "an SSH key on instances", set(template, { keyName: "mine" })],
  [
    "no-way-in",
    "azure",
    "SSH for everyone",
    set("azure-native:network:NetworkSecurityGroup", {
      securityRules: [{ direction: "Inbound", access: "Allow", sourceAddressPrefix: "*" }],
    }),
  ],
  ["no-public-addresses", "emr", "a public subnet", set("aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: true })],
  [
    "no-public-addresses",
    "ec2",
    "a public card",
    set(template, { networkInterfaces: [{ associatePublicIpAddress: "true" }] }),
  ],
  ["no-public-addresses", "emr", "a lone address", add("aws:ec2/eip:Eip", {})],
  ["no-public-addresses", "databricks", "a second address", add("aws:ec2/eip:Eip", {})],
  [
    "no-public-addresses",
    "azure",
    "nodes with addresses",
    set("azure-native:databricks:Workspace", { parameters: { enableNoPublicIp: { value: false } } }),
  ],
  [
    "default-group-closed",
    "emr",
    "the group left as AWS makes it",
    drop("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"),
  ],
  [
    "default-group-closed",
    "emr",
    "a rule in it",
    set("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { ingress: [{ protocol: "-1" }] }),
  ],
  [
    "encrypted-at-rest",
    "emr",
    "a bucket without encryption",
    drop("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
  ],
  [
    "encrypted-at-rest",
    "ec2",
    "a plain disk",
    set(template, { blockDeviceMappings: [{ ebs: { encrypted: "false" } }] }),
  ],
  [
    "encrypted-at-rest",
    "emr",
    "plain disks on EMR",
    set("aws:emr/securityConfiguration:SecurityConfiguration", { configuration: "{}" }),
  ],
  ["encrypted-at-rest", "azure", "one layer only", set(account, { encryption: {} })],
  ["encrypted-in-transit", "emr", "a bucket without a policy", drop("aws:s3/bucketPolicy:BucketPolicy")],
  [
    "encrypted-in-transit",
    "emr",
    "a policy that refuses nothing",
    set("aws:s3/bucketPolicy:BucketPolicy", { policy: allowing({ Action: ["s3:GetObject"] }) }),
  ],
  ["encrypted-in-transit", "azure", "TLS 1.0", set(account, { minimumTlsVersion: "TLS1_0" })],
  ["keys-rotate", "emr", "a key for ever", set("aws:kms/key:Key", { enableKeyRotation: false })],
  ["storage-takes-no-key", "azure", "a shared key", set(account, { allowSharedKeyAccess: true })],
  [
    "recoverable",
    "emr",
    "no versions",
    set("aws:s3/bucketVersioning:BucketVersioning", { versioningConfiguration: { status: "Suspended" } }),
  ],
  [
    "recoverable",
    "azure",
    "no soft delete",
    set("azure-native:storage:BlobServiceProperties", { deleteRetentionPolicy: { enabled: false } }),
  ],
  ["logs-expire", "emr", "no lifecycle", drop("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")],
  ["logs-expire", "azure", "no lifecycle", drop("azure-native:storage:ManagementPolicy")],
  [
    "logs-expire",
    "emr",
    "a log group for ever",
    add("aws:cloudwatch/logGroup:LogGroup", { tags: { "verger:stack": "emr" } }),
  ],
  [
    "imdsv2-only",
    "ec2",
    "IMDSv1",
    set(template, { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 } }),
  ],
  [
    "imdsv2-only",
    "ec2",
    "two hops",
    set(template, { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } }),
  ],
  [
    "imdsv2-only",
    "emr",
    "IMDSv1 on EMR",
    set("aws:emr/securityConfiguration:SecurityConfiguration", {
      configuration: '{"InstanceMetadataServiceConfiguration":{"MinimumInstanceMetadataServiceVersion":1}}',
    }),
  ],
  ["no-wildcard-actions", "emr", "an administrator", rolePolicy({ Action: "*" })],
  ["no-wildcard-actions", "emr", "all of one service", rolePolicy({ Action: ["s3:GetObject", "s3:*"] })],
  [
    "pass-role-narrow",
    "emr",
    "any role to one service",
    rolePolicy({
      Action: ["iam:PassRole"],
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    }),
  ],
  [
    "pass-role-narrow",
    "emr",
    "one role to any service",
    rolePolicy({ Action: ["iam:PassRole"], Resource: ["arn:aws:iam::1:role/r"] }),
  ],
  [
    "permission-boundaries",
    "emr",
    "a role without limits",
    add("aws:iam/role:Role", { tags: { "verger:stack": "emr" } }),
  ],
  ["rights-through-groups", "emr", "rights on a user", add("aws:iam/userPolicyAttachment:UserPolicyAttachment", {})],
  [
    "duration-is-limited",
    "emr",
    "the timer after something that can fail",
    set(cluster, { bootstrapActions: [{ name: "job bundle" }, { name: "power-off timer" }] }),
  ],
  ["duration-is-limited", "emr", "no scheduled end", drop("aws:scheduler/schedule:Schedule")],
  ["duration-is-limited", "ec2", "a fleet that is refilled", set(fleet, { type: "maintain" })],
  [
    "duration-is-limited",
    "ec2",
    "instances that outlive the fleet",
    set(fleet, { terminateInstancesWithExpiration: false }),
  ],
  [
    "duration-is-limited",
    "ec2",
    "instances that stop instead of going",
    set(template, { instanceInitiatedShutdownBehavior: "stop" }),
  ],
  ["duration-is-limited", "ec2", "no timer at boot", bootedWith("#!/bin/sh\nsh idle-watch.sh install 15 unit\n")],
  [
    "duration-is-limited",
    "ec2",
    "an instance beside the fleets",
    add("aws:ec2/instance:Instance", { tags: { "verger:stack": "ec2" } }),
  ],
  ["duration-is-limited", "azure", "a run without an end", set(job, { timeoutSeconds: 0 })],
  ["idle-stops", "emr", "no idle end", set(cluster, { autoTerminationPolicy: undefined })],
  ["idle-stops", "ec2", "no idle watch", bootedWith("#!/bin/sh\nsh power-off-timer.sh 10\n")],
  ["idle-stops", "databricks", "a cluster that stays", set(job, { tasks: [{ existingClusterId: "c" }] })],
  [
    "primary-on-demand",
    "emr",
    "core nodes on the spot market",
    set(cluster, { coreInstanceFleet: { targetSpotCapacity: 1 } }),
  ],
  [
    "primary-on-demand",
    "ec2",
    "the primary on the spot market",
    set(fleet, { targetCapacitySpecification: { defaultTargetCapacityType: "spot" } }),
  ],
  [
    "primary-on-demand",
    "databricks",
    "the driver on the spot market",
    set(job, { jobClusters: [{ newCluster: { awsAttributes: { firstOnDemand: 0 } } }] }),
  ],
  [
    "dedicated-clusters",
    "azure",
    "a shared cluster",
    set(job, { jobClusters: [{ newCluster: { dataSecurityMode: "USER_ISOLATION" } }] }),
  ],
  ["tags-present", "emr", "an untagged cluster", set(cluster, { tags: {} })],
  ["tags-present", "azure", "an untagged account", set(account, { tags: undefined })],
  ["no-static-keys", "emr", "a key that lasts", add("aws:iam/accessKey:AccessKey", {})],
  ["storage-network-closed", "azure", "any network", set(account, { networkRuleSet: { defaultAction: "Allow" } })],
  ["traffic-is-logged", "emr", "no flow log", drop("aws:ec2/flowLog:FlowLog")],
  ["studio-contained", "studio", "a way to the internet", set(domain, { appNetworkAccessType: "PublicInternetOnly" })],
  ["studio-contained", "studio", "notebooks that stay open", set(domain, { defaultUserSettings: {} })],
  ["studio-contained", "studio", "a file system that stays", set(domain, { retentionPolicy: undefined })],
  ["budget-is-watched", "emr", "a budget nobody hears of", set("aws:budgets/budget:Budget", { notifications: [] })],
];

describe("each rule", () => {
  it("has a violating program here", () => {
    const shown = new Set(violations.map(([rule]) => rule));
    expect(policyRules.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });

  it("names the controls it answers, under an id of its own", () => {
    expect(new Set(policyRules.map(({ id }) => id)).size).toBe(policyRules.length);
    expect(policyRules.filter(({ controls }) => controls.length === 0)).toEqual([]);
  });

  it.each(violations)("%s notices, in the %s stack, %s", (id, stack, _what, change) => {
    const rule = policyRules.find((each) => each.id === id);
    expect(rule?.check(programOf(stack))).toEqual([]);
    expect(rule?.check(change(programOf(stack))).length).toBeGreaterThan(0);
  });

  it.each(policyRules)("$id passes an empty program", ({ check }) => {
    expect(check([])).toEqual([]);
  });
});

const nameless: Change = (program) =>
  program.map((resource) => ({ ...resource, properties: { ...resource.properties, bucket: undefined } }));

describe("during a preview, when names are still to come", () => {
  it("two buckets with their companions still pass, and a missing companion is still seen", () => {
    const program = nameless(programOf("databricks"));
    const broken = policyRules.flatMap(({ id, enforcement, check }) =>
      enforcement === "mandatory" ? check(program).map(({ message }) => `${id}: ${message}`) : [],
    );
    expect(broken).toEqual([]);
    const [first, ...rest] = program.filter(({ type }) => type === "aws:s3/bucketVersioning:BucketVersioning");
    expect(rest).toHaveLength(1);
    const recoverable = policyRules.find(({ id }) => id === "recoverable");
    expect(recoverable?.check(program.filter((resource) => resource !== first))).toHaveLength(1);
  });
});

describe("the stacks", () => {
  it.each(["emr", "ec2", "databricks", "azure"] as const)("%s breaks no mandatory rule", (stack) => {
    const mandatory = policyRules.filter(({ enforcement }) => enforcement === "mandatory");
    const broken = mandatory.flatMap(({ id, check }) =>
      check(programOf(stack)).map(({ resource, message }) => `${id}: ${resource.name}: ${message}`),
    );
    expect(broken).toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { type RecordedStack, recordStack, valueOf } from "../setup/recordStack.ts";
import { testDigest } from "../setup/plausibleOutputs.ts";
import { emrStack } from "../setup/stacks.ts";

let stack: RecordedStack;
const ingress = (name: string) =>
  stack.resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name).properties;

beforeAll(async () => {
  stack = await recordStack("aws-paris", emrStack);
});

describe("the EMR stack", () => {
  it("puts every resource in a component and in the stack's region, by the stack's own provider", () => {
    expect(stack.resource("pulumi:providers:aws").properties).toMatchObject({ region: "eu-west-3" });
    const placed = stack.resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
    expect(placed.filter(({ component }) => !component.startsWith("verger:"))).toEqual([]);
    const ofAws = placed.filter(({ type }) => type.startsWith("aws:"));
    expect(ofAws.filter(({ provider }) => !provider.includes("pulumi:providers:aws::aws"))).toEqual([]);
  });

  it("arms the power-off timer before anything that can fail", () => {
    const { bootstrapActions } = stack.resource("aws:emr/cluster:Cluster").properties;
    expect(bootstrapActions).toEqual([
      expect.objectContaining({ name: "power-off timer", args: ["720"] }),
      expect.objectContaining({
        name: "job bundle",
        args: [`s3://verger-aws-paris-0a1b2c3/bundles/${testDigest}/verger-bundle.tar.gz`, testDigest, "/opt/verger"],
      }),
      expect.objectContaining({ name: "idle watch", args: ["install", "15", "yarn"] }),
    ]);
  });

  it("keeps the primary and the core on demand and buys only tasks on the spot market", () => {
    const { masterInstanceFleet, coreInstanceFleet } = stack.resource("aws:emr/cluster:Cluster").properties;
    expect(masterInstanceFleet).toMatchObject({ targetOnDemandCapacity: 1 });
    expect(coreInstanceFleet).toMatchObject({ targetOnDemandCapacity: 1 });
    expect(masterInstanceFleet).not.toHaveProperty("targetSpotCapacity");
    expect(coreInstanceFleet).not.toHaveProperty("targetSpotCapacity");
    expect(stack.resource("aws:emr/instanceFleet:InstanceFleet").properties).toMatchObject({ targetSpotCapacity: 7 });
  });

  it("holds the Spark driver on a core node", () => {
    const { configurationsJson } = stack.resource("aws:emr/cluster:Cluster").properties;
    expect(JSON.parse(String(configurationsJson))).toContainEqual(
      expect.objectContaining({
        Classification: "yarn-site",
        Properties: expect.objectContaining({ "yarn.node-labels.am.default-node-label-expression": "CORE" }),
      }),
    );
  });

  it("opens no door: no key pair, no way from the internet, groups of its own that go with the stack", () => {
    const { ec2Attributes } = stack.resource("aws:emr/cluster:Cluster").properties;
    expect(ec2Attributes).not.toHaveProperty("keyName");
    expect(ec2Attributes).toMatchObject({
      emrManagedMasterSecurityGroup: "emr-primary-id",
      emrManagedSlaveSecurityGroup: "emr-workers-id",
      serviceAccessSecurityGroup: "emr-access-id",
    });
    for (const group of stack.all("aws:ec2/securityGroup:SecurityGroup"))
      expect(group.properties).toMatchObject({ revokeRulesOnDelete: true });
    for (const rule of stack.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"))
      expect(rule.properties).not.toHaveProperty("cidrIpv4");
    const types = new Set(stack.resources.map(({ type }) => type));
    expect([...types].filter((type) => /InternetGateway|NatGateway|:Eip$/.test(type))).toEqual([]);
    expect(stack.resource("aws:ec2/routeTable:RouteTable").properties).toMatchObject({ routes: [] });
  });

  it("lets EMR's service reach the nodes on 8443 and the primary answer on 9443", () => {
    expect(ingress("service-to-primary")).toMatchObject({
      securityGroupId: "emr-primary-id",
      referencedSecurityGroupId: "emr-access-id",
      fromPort: 8443,
      toPort: 8443,
    });
    expect(ingress("primary-to-service")).toMatchObject({
      securityGroupId: "emr-access-id",
      referencedSecurityGroupId: "emr-primary-id",
      fromPort: 9443,
      toPort: 9443,
    });
  });

  it("encrypts disks with the stack's key and asks for IMDSv2", () => {
    const { configuration } = stack.resource("aws:emr/securityConfiguration:SecurityConfiguration").properties;
    const key = "arn:aws:kms:eu-west-3:123456789012:key/1b2c3d4e";
    expect(JSON.parse(String(configuration))).toEqual({
      EncryptionConfiguration: {
        EnableInTransitEncryption: false,
        EnableAtRestEncryption: true,
        AtRestEncryptionConfiguration: {
          S3EncryptionConfiguration: { EncryptionMode: "SSE-KMS", AwsKmsKey: key },
          LocalDiskEncryptionConfiguration: {
            EncryptionKeyProviderType: "AwsKms",
            AwsKmsKey: key,
            EnableEbsEncryption: true,
          },
        },
      },
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2, HttpPutResponseHopLimit: 1 },
    });
    expect(stack.resource("aws:kms/key:Key").properties).toMatchObject({ enableKeyRotation: true });
  });

  it("ends at a moment AWS keeps, before the job is handed over", () => {
    const schedule = stack.resource("aws:scheduler/schedule:Schedule");
    expect(schedule.properties).toMatchObject({
      scheduleExpression: "at(2026-11-21T15:20:00)",
      scheduleExpressionTimezone: "UTC",
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:emr:terminateJobFlows",
        input: '{"JobFlowIds":["j-2AXXXXXXGAPLF"]}',
      },
    });
    const job = stack.resource("command:local:Command", "job");
    expect(job.dependencies.some((urn) => urn.includes("scheduler/schedule:Schedule"))).toBe(true);
  });

  it("tells the owner at half and at all of the budget", () => {
    expect(stack.resource("aws:budgets/budget:Budget").properties).toMatchObject({
      limitAmount: "10.00",
      costFilters: [{ name: "TagKeyValue", values: ["user:verger:stack$aws-paris"] }],
      notifications: [
        { notificationType: "ACTUAL", threshold: 50, subscriberEmailAddresses: ["ada@example.org"] },
        { notificationType: "ACTUAL", threshold: 100 },
        { notificationType: "FORECASTED", threshold: 100 },
      ],
    });
  });

  it("hands the job over in the environment, and again only when spec, bundle or cluster change", async () => {
    const { properties } = stack.resource("command:local:Command", "job");
    expect(properties["create"]).toBe("node bin/verger.js submit");
    expect(properties["delete"]).toBe("node bin/verger.js submit --cancel");
    const environment = properties["environment"] as Record<string, string>;
    expect(JSON.parse(environment["VERGER_SUBMISSION"] ?? "")).toMatchObject({
      stack: "aws-paris",
      target: { platform: "emr", clusterId: "j-2AXXXXXXGAPLF" },
      images: "s3://my-photographs/2026/",
      runs: "s3://verger-aws-paris-0a1b2c3/runs/",
      wait: true,
    });
    expect(properties["triggers"]).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      testDigest,
      '{"platform":"emr","clusterId":"j-2AXXXXXXGAPLF"}',
      "j-2AXXXXXXGAPLF",
    ]);
    expect(await valueOf(stack.outputs.runs)).toBe("s3://verger-aws-paris-0a1b2c3/runs/");
    expect(await valueOf(stack.outputs.storage)).toBe("s3://verger-aws-paris-0a1b2c3");
    expect(stack.outputs.pricePerHour).toMatch(/^\d+\.\d\d USD\/h$/);
    expect(stack.outputs.sparkUi && (await valueOf(stack.outputs.sparkUi))).toContain("Spark History Server");
  });
});

describe("the results bucket", () => {
  it("outlives the stack with all that protects it, its key included", () => {
    const kept = stack.resources.filter(({ retainOnDelete }) => retainOnDelete).map(({ type }) => type);
    expect(kept.sort()).toEqual([
      "aws:kms/key:Key",
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "aws:s3/bucketVersioning:BucketVersioning",
    ]);
    expect(stack.resource("aws:s3/bucket:Bucket").properties).toMatchObject({ forceDestroy: false });
  });

  it("goes with the stack, full or not, when the stack says so", async () => {
    const plain = await recordStack("aws-paris", { ...emrStack, retainResults: false });
    expect(plain.resources.filter(({ retainOnDelete }) => retainOnDelete)).toEqual([]);
    expect(plain.resource("aws:s3/bucket:Bucket").properties).toMatchObject({ forceDestroy: true });
  });

  it("is encrypted with the stack's key, private, versioned, and forgets logs and leftovers", () => {
    expect(
      stack.resource("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .properties,
    ).toMatchObject({
      rules: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: "arn:aws:kms:eu-west-3:123456789012:key/1b2c3d4e",
          },
          bucketKeyEnabled: true,
        },
      ],
    });
    expect(stack.resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").properties).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(
      stack.resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").properties["rules"],
    ).toEqual([
      { id: "logs", status: "Enabled", filter: { prefix: "logs/" }, expiration: { days: 30 } },
      { id: "bundles", status: "Enabled", filter: { prefix: "bundles/" }, expiration: { days: 90 } },
      {
        id: "housekeeping",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]);
  });

  it("keeps access logs in a bucket of their own when asked", async () => {
    const logged = await recordStack("aws-paris", { ...emrStack, accessLogs: true });
    expect(logged.all("aws:s3/bucket:Bucket").map(({ name }) => name)).toEqual([
      "verger-aws-paris",
      "verger-aws-paris-access-logs",
    ]);
    expect(logged.resource("aws:s3/bucketLogging:BucketLogging").properties).toMatchObject({
      targetBucket: "verger-aws-paris-access-logs-0a1b2c3",
    });
  });
});

describe("the operator", () => {
  it("is a user that has its rights only through a group, and no static key", () => {
    expect(stack.resource("aws:iam/user:User").properties).toMatchObject({ name: "verger-aws-paris-operator" });
    expect(stack.all("aws:iam/userPolicy:UserPolicy")).toEqual([]);
    expect(stack.all("aws:iam/accessKey:AccessKey")).toEqual([]);
  });

  it("gets a key only when asked, as a secret that no printed output shows", async () => {
    const keyed = await recordStack("aws-paris", { ...emrStack, accessKey: true });
    const secret = keyed.outputs.operator?.secretAccessKey;
    expect(secret).toBeDefined();
    expect(await (secret as unknown as { isSecret: Promise<boolean> }).isSecret).toBe(true);
  });

  it("can be a role for people with a second factor, inside the same limits", async () => {
    const withRole = await recordStack("aws-paris", { ...emrStack, operator: "role" });
    const role = withRole.resource("aws:iam/role:Role", "operator").properties;
    expect(JSON.parse(String(role["assumeRolePolicy"]))).toMatchObject({
      Statement: [{ Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }],
    });
    expect(role["permissionsBoundary"]).toBe("arn:aws:iam::123456789012:policy/verger-aws-paris-operate");
    expect(withRole.all("aws:iam/user:User")).toEqual([]);
  });

  it("can be nobody", async () => {
    const alone = await recordStack("aws-paris", { ...emrStack, operator: "none" });
    expect(alone.resources.filter(({ component }) => component === "verger:aws:Operator")).toEqual([]);
  });
});

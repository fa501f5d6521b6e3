import { beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import { deploy } from "../../../infra/program.ts";
import { testDigest } from "../setup/plausibleOutputs.ts";
import { type RecordedStack, recordStack, testContext, valueOf } from "../setup/recordStack.ts";
import { databricksOnAwsStack } from "../setup/stacks.ts";

let stack: RecordedStack;
const documentOf = (type: string, name: string, key: string): unknown =>
  JSON.parse(String(stack.resource(type, name).properties[key]));

beforeAll(async () => {
  stack = await recordStack("aws-paris-databricks", databricksOnAwsStack);
});

describe("the Databricks job", () => {
  it("is ended by Databricks at the deadline, run and cluster, and never started twice by itself", () => {
    expect(stack.resource("databricks:index/job:Job").properties).toMatchObject({
      timeoutSeconds: 43_200,
      maxConcurrentRuns: 1,
      queue: { enabled: false },
      tasks: [{ timeoutSeconds: 43_200, maxRetries: 0, retryOnTimeout: false }],
      emailNotifications: { onFailures: ["ada@example.org"] },
    });
  });

  it("has a cluster of its own for each run: the driver on demand, spot workers that fall back", () => {
    expect(stack.resource("databricks:index/job:Job").properties).toMatchObject({
      jobClusters: [
        {
          newCluster: {
            nodeTypeId: "m5.xlarge",
            autoscale: { minWorkers: 2, maxWorkers: 8 },
            dataSecurityMode: "SINGLE_USER",
            awsAttributes: { availability: "SPOT_WITH_FALLBACK", firstOnDemand: 1 },
            customTags: { "verger:stack": "aws-paris-databricks", "verger:owner": "ada@example.org" },
          },
        },
      ],
    });
  });

  it("installs the very bundle the stack was made with, from a volume", () => {
    const folder = "/Volumes/verger_aws_paris_databricks/photographs/bundles/";
    expect(stack.resource("databricks:index/job:Job").properties).toMatchObject({
      jobClusters: [
        {
          newCluster: {
            sparkEnvVars: {
              VERGER_BUNDLE: `${folder}${testDigest}/verger-bundle.tar.gz`,
              VERGER_BUNDLE_SHA256: testDigest,
            },
            initScripts: [{ volumes: { destination: expect.stringContaining(`${folder}scripts/`) } }],
          },
        },
      ],
    });
    // The same keys as in the bucket the volume lies on.
    const keys = stack.all("aws:s3/bucketObjectv2:BucketObjectv2").map(({ properties }) => properties["key"]);
    expect(keys).toEqual([
      `bundles/${testDigest}/verger-bundle.tar.gz`,
      expect.stringMatching(/^bundles\/scripts\/[0-9a-f]{16}\/databricks-init\.sh$/),
    ]);
  });

  it("asks for the newest long-term runtime with the Spark the bundle was tested on", () => {
    expect(stack.calls).toContainEqual({
      token: "databricks:index/getSparkVersion:getSparkVersion",
      inputs: { longTermSupport: true, latest: true, sparkVersion: "4.1" },
    });
  });

  it("allows by policy only the stack's own node types, sizes and tags", () => {
    expect(documentOf("databricks:index/clusterPolicy:ClusterPolicy", "job", "definition")).toEqual({
      cluster_type: { type: "fixed", value: "job" },
      data_security_mode: { type: "fixed", value: "SINGLE_USER" },
      runtime_engine: { type: "fixed", value: "STANDARD" },
      node_type_id: { type: "fixed", value: "m5.xlarge" },
      driver_node_type_id: { type: "fixed", value: "m5.xlarge" },
      num_workers: { type: "range", maxValue: 8, isOptional: true },
      "autoscale.min_workers": { type: "range", maxValue: 8, isOptional: true },
      "autoscale.max_workers": { type: "range", maxValue: 8, isOptional: true },
      "aws_attributes.first_on_demand": { type: "range", minValue: 1 },
      instance_pool_id: { type: "forbidden" },
      ssh_public_keys: { type: "forbidden" },
      "custom_tags.verger:stack": { type: "fixed", value: "aws-paris-databricks" },
      "custom_tags.verger:owner": { type: "fixed", value: "ada@example.org" },
    });
  });
});

describe("Unity Catalog", () => {
  it("sees the bucket through external volumes, so that dropping them drops no file", () => {
    const volumes = stack
      .all("databricks:index/volume:Volume")
      .map(({ name, properties }) => [name, properties["volumeType"], properties["storageLocation"]]);
    const bucket = "s3://verger-aws-paris-databricks-0a1b2c3";
    expect(volumes).toEqual([
      ["bundles", "EXTERNAL", `${bucket}/bundles`],
      ["runs", "EXTERNAL", `${bucket}/runs`],
      ["logs", "EXTERNAL", `${bucket}/logs`],
      ["images", "EXTERNAL", `${bucket}/images`],
    ]);
  });

  it("has a role that only this metastore and the role itself may take", () => {
    const known = { StringEquals: { "sts:ExternalId": "external-id" } };
    expect(documentOf("aws:iam/role:Role", "unity-catalog", "assumeRolePolicy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "UnityCatalog",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL" },
          Action: ["sts:AssumeRole"],
          Condition: known,
        },
        {
          Sid: "Itself",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: ["sts:AssumeRole"],
          Condition: {
            ...known,
            ArnLike: {
              "aws:PrincipalArn": "arn:aws:iam::123456789012:role/verger-aws-paris-databricks-unity-catalog",
            },
          },
        },
      ],
    });
    expect(stack.resource("aws:iam/role:Role", "unity-catalog").properties["permissionsBoundary"]).toBe(
      "arn:aws:iam::123456789012:policy/verger-aws-paris-databricks-unity-catalog",
    );
  });

  it("waits for the role's rights, not only for the role", () => {
    const { dependencies } = stack.resource("databricks:index/externalLocation:ExternalLocation", "storage");
    expect(dependencies.some((urn) => urn.endsWith("RolePolicyAttachment::unity-catalog"))).toBe(true);
  });

  it("only reads photographs that are somewhere else", async () => {
    const elsewhere = await recordStack("aws-paris-databricks", {
      ...databricksOnAwsStack,
      images: { from: "bucket", bucket: "my-photographs", prefix: "2026/" },
    });
    expect(elsewhere.resource("databricks:index/externalLocation:ExternalLocation", "images").properties).toMatchObject(
      { url: "s3://my-photographs/2026/", readOnly: true },
    );
    const { policy } = elsewhere.resource("aws:iam/policy:Policy", "unity-catalog").properties;
    const statements = (JSON.parse(String(policy)) as { Statement: { Sid: string; Action: string[] }[] }).Statement;
    expect(statements.find(({ Sid }) => Sid === "ReadImages")?.Action).toEqual(["s3:GetObject"]);
  });
});

describe("the workspace", () => {
  it("has nodes without public addresses, and one way out", () => {
    for (const { properties } of stack.all("aws:ec2/subnet:Subnet"))
      expect(properties).toMatchObject({ mapPublicIpOnLaunch: false });
    expect(stack.all("aws:ec2/eip:Eip")).toHaveLength(1);
    const ports = stack
      .all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
      .filter(({ properties }) => properties["cidrIpv4"] === "0.0.0.0/0")
      .map(({ properties }) => `${String(properties["fromPort"])}-${String(properties["toPort"])}`);
    expect(ports).toEqual(["443-443", "2443-2443", "6666-6666", "8443-8451"]);
  });

  it("gives Databricks its own bucket and nothing in the results", () => {
    const workspace = documentOf("aws:s3/bucketPolicy:BucketPolicy", "workspace", "policy");
    const results = stack.resource("aws:s3/bucketPolicy:BucketPolicy", "results").properties["policy"];
    expect(JSON.stringify(workspace)).toContain("414351767826");
    expect(JSON.stringify(workspace)).toContain("11111111-2222-3333-4444-555555555555");
    expect(String(results)).not.toContain("414351767826");
  });

  it("is asked for through the account, and only where none is there", async () => {
    expect(stack.resource("pulumi:providers:databricks", "databricks-account").properties).toMatchObject({
      host: "https://accounts.cloud.databricks.com",
    });
    const existing = await recordStack("aws-paris-databricks", {
      ...databricksOnAwsStack,
      compute: {
        ...databricksOnAwsStack.compute,
        workspace: { kind: "existing", url: "https://dbc-1-2.cloud.databricks.com" },
      },
    });
    expect(existing.all("databricks:index/mwsWorkspaces:MwsWorkspaces")).toEqual([]);
    expect(existing.all("aws:ec2/vpc:Vpc")).toEqual([]);
    expect(existing.resource("pulumi:providers:databricks").properties).toMatchObject({
      host: "https://dbc-1-2.cloud.databricks.com",
    });
  });

  it("says which account is missing", async () => {
    const parsed = parseSettings(databricksOnAwsStack);
    const context = { ...testContext("aws-paris-databricks"), databricksAccountId: undefined };
    await expect(parsed.ok && deploy(parsed.settings, context)).rejects.toThrow(/id of your Databricks account/);
  });
});

it("hands the job over by the workspace's address and the job's id", async () => {
  const { environment } = stack.resource("command:local:Command", "job").properties as {
    environment: Record<string, string>;
  };
  expect(JSON.parse(environment["VERGER_SUBMISSION"] ?? "")).toMatchObject({
    target: { platform: "databricks", host: "https://dbc-0123abcd-4567.cloud.databricks.com", jobId: "1001" },
    runs: "/Volumes/verger_aws_paris_databricks/photographs/runs/",
  });
  expect(await valueOf(stack.outputs.images)).toBe("/Volumes/verger_aws_paris_databricks/photographs/images/");
});

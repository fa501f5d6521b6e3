import { createHash } from "node:crypto";

type Properties = Record<string, unknown>;

export const account = "123456789012";

/** What a provider would add to the inputs of a resource: ids, ARNs, generated names. */
export function plausibleOutputs(type: string, name: string, inputs: Properties): { id: string; state: Properties } {
  const id = `${name}-id`;
  const of = (key: string): string => (typeof inputs[key] === "string" ? inputs[key] : name);
  const states: Record<string, () => { id: string; state: Properties }> = {
    "aws:s3/bucket:Bucket": () => {
      const bucket = `${name}-0a1b2c3`;
      return { id: bucket, state: { bucket, arn: `arn:aws:s3:::${bucket}` } };
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": () => ({ id: of("key"), state: {} }),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": () => ({ id: of("bucket"), state: {} }),
    "aws:s3/bucketPolicy:BucketPolicy": () => ({ id: of("bucket"), state: {} }),
    "aws:kms/key:Key": () => ({
      id: "1b2c3d4e",
      state: { keyId: "1b2c3d4e", arn: `arn:aws:kms:eu-west-3:${account}:key/1b2c3d4e` },
    }),
    "aws:iam/role:Role": () => ({ id: of("name"), state: { arn: `arn:aws:iam::${account}:role/${of("name")}` } }),
    "aws:iam/policy:Policy": () => {
      const arn = `arn:aws:iam::${account}:policy/${of("name")}`;
      return { id: arn, state: { arn } };
    },
    "aws:iam/instanceProfile:InstanceProfile": () => ({
      id: of("name"),
      state: { arn: `arn:aws:iam::${account}:instance-profile/${of("name")}` },
    }),
    "aws:iam/user:User": () => ({ id: of("name"), state: {} }),
    "aws:iam/group:Group": () => ({ id: of("name"), state: {} }),
    "aws:iam/accessKey:AccessKey": () => ({ id: "AKIAEXAMPLE", state: { secret: "marker-static-secret" } }),
    "aws:ec2/vpcEndpoint:VpcEndpoint": () => ({ id: `vpce-${name}`, state: { prefixListId: "pl-0123" } }),
    "aws:emr/cluster:Cluster": () => ({ id: "j-2AXXXXXXGAPLF", state: {} }),
    "aws:sagemaker/domain:Domain": () => ({
      id: "d-abc123",
      state: { arn: `arn:aws:sagemaker:eu-west-3:${account}:domain/d-abc123` },
    }),
    "aws:sagemaker/userProfile:UserProfile": () => ({ id: of("userProfileName"), state: {} }),
    "aws:ec2/vpc:Vpc": () => ({ id: `vpc-${name}`, state: {} }),
    "aws:emr/securityConfiguration:SecurityConfiguration": () => ({ id: of("name"), state: {} }),
    "aws:ec2/launchTemplate:LaunchTemplate": () => ({ id: `lt-${name}`, state: { latestVersion: 1 } }),
    "command:local:Command": () => ({ id, state: { stdout: "2026-11-21T15:20:00", stderr: "" } }),
    "azure-native:databricks:Workspace": () => ({
      id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/workspaces/${of("workspaceName")}`,
      state: { workspaceUrl: "adb-1.2.azuredatabricks.net", workspaceId: "1", name: of("workspaceName") },
    }),
    "azure-native:databricks:AccessConnector": () => ({
      id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/accessConnectors/connector",
      state: { identity: { type: "SystemAssigned", principalId: "principal", tenantId: "tenant" } },
    }),
    "azure-native:resources:ResourceGroup": () => {
      const group = "resourceGroupName" in inputs ? of("resourceGroupName") : `${name}0a1b2c3d`;
      return { id: `/subscriptions/s/resourceGroups/${group}`, state: { name: group } };
    },
    "azure-native:storage:StorageAccount": () => ({
      id: `/subscriptions/s/storageAccounts/${of("accountName")}`,
      state: { name: of("accountName") },
    }),
    "azure-native:storage:BlobContainer": () => ({
      id: `/subscriptions/s/storageAccounts/${of("accountName")}/containers/${of("containerName")}`,
      state: { name: of("containerName") },
    }),
    "databricks:index/mwsWorkspaces:MwsWorkspaces": () => ({
      id: "42",
      state: { workspaceId: 42, workspaceUrl: "https://dbc-0123abcd-4567.cloud.databricks.com" },
    }),
    "databricks:index/job:Job": () => ({ id: "1001", state: { url: "https://host/#job/1001" } }),
    "databricks:index/storageCredential:StorageCredential": () => ({
      id: of("name"),
      state: {
        awsIamRole: {
          roleArn: `arn:aws:iam::${account}:role/x`,
          externalId: "external-id",
          unityCatalogIamArn: "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL",
        },
      },
    }),
  };
  const known = states[type]?.() ?? { id, state: {} };
  const arn = `arn:aws:test:eu-west-3:${account}:${name}`;
  return { id: known.id, state: { arn, name, ...inputs, ...known.state } };
}

/** A digest for bundles in tests. */
export const testDigest = createHash("sha256").update("bundle").digest("hex");

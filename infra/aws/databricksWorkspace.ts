import { Policy } from "@pulumi/aws/iam/policy.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import { getAwsCrossAccountPolicyOutput } from "@pulumi/databricks/getAwsCrossAccountPolicy.js";
import { MwsCredentials } from "@pulumi/databricks/mwsCredentials.js";
import { MwsNetworks } from "@pulumi/databricks/mwsNetworks.js";
import { MwsStorageConfigurations } from "@pulumi/databricks/mwsStorageConfigurations.js";
import { MwsWorkspaces } from "@pulumi/databricks/mwsWorkspaces.js";
import { Provider } from "@pulumi/databricks/provider.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import { expireFolder, HardenedBucket } from "./hardenedBucket.ts";
import { OutboundNetwork } from "./outboundNetwork.ts";
import { crossAccountTrust, workspaceBucketPolicy } from "./policies/databricksWorkspacePolicies.ts";

export interface DatabricksWorkspaceArgs {
  readonly stack: AwsStack;
  readonly databricksAccountId: string;
}

/** A workspace of the stack's own: network, root bucket, cross-account role; all of it goes with the stack. */
export class DatabricksWorkspace extends ComponentResource {
  readonly url: Output<string>;

  constructor(name: string, args: DatabricksWorkspaceArgs, options?: ComponentResourceOptions) {
    super("verger:aws:DatabricksWorkspace", name, {}, options);
    const { stack, databricksAccountId: accountId } = args;
    const account = new Provider(
      "databricks-account",
      { host: "https://accounts.cloud.databricks.com", accountId },
      { parent: this },
    );
    const ofAccount = { parent: this, provider: account };

    const network = new OutboundNetwork("network", stack, { parent: this });
    const { role, ready } = this.#crossAccountRole(stack, accountId, network, account);
    const bucket = new HardenedBucket(
      "workspace",
      {
        stack,
        parts: ["workspace"],
        retain: false,
        lifecycle: [expireFolder("workspace", "", 90)],
        policy: (id) => workspaceBucketPolicy(stack.place, id, accountId),
      },
      { parent: this },
    );
    const credentials = new MwsCredentials(
      name,
      { credentialsName: named(stack), roleArn: role.arn },
      { ...ofAccount, dependsOn: [ready] },
    );
    const storage = new MwsStorageConfigurations(
      name,
      { accountId, storageConfigurationName: named(stack), bucketName: bucket.ready },
      ofAccount,
    );
    const networks = new MwsNetworks(
      name,
      {
        accountId,
        networkName: named(stack),
        vpcId: network.vpcId,
        subnetIds: [...network.subnetIds],
        securityGroupIds: [network.securityGroupId],
      },
      ofAccount,
    );
    const workspace = new MwsWorkspaces(
      name,
      {
        accountId,
        workspaceName: named(stack),
        awsRegion: stack.place.region,
        pricingTier: "PREMIUM",
        credentialsId: credentials.credentialsId,
        storageConfigurationId: storage.storageConfigurationId,
        networkId: networks.networkId,
        customTags: { ...stack.tags },
      },
      { ...ofAccount, dependsOn: [network, bucket] },
    );
    this.url = workspace.workspaceUrl;
    this.registerOutputs({ url: this.url });
  }

  /** The rights Databricks itself publishes for a network of your own, narrowed to this one, and no more. */
  #crossAccountRole(stack: AwsStack, accountId: string, network: OutboundNetwork, account: Provider) {
    const { place, tags } = stack;
    const name = named(stack, "databricks");
    const child = { parent: this };
    const document = getAwsCrossAccountPolicyOutput(
      {
        policyType: "restricted",
        awsAccountId: place.account,
        awsPartition: place.partition,
        region: place.region,
        vpcId: network.vpcId,
        securityGroupId: network.securityGroupId,
      },
      { parent: this, provider: account },
    );
    const policy = new Policy("cross-account", { name, policy: document.json, tags }, child);
    const role = new Role(
      "cross-account",
      {
        name,
        description: "Databricks starts and ends the nodes of a Verger stack",
        assumeRolePolicy: JSON.stringify(crossAccountTrust(place, accountId)),
        permissionsBoundary: policy.arn,
        tags,
      },
      child,
    );
    const ready = new RolePolicyAttachment("cross-account", { role: role.name, policyArn: policy.arn }, child);
    return { role, ready };
  }
}

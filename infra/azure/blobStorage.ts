import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import { ManagementPolicy } from "@pulumi/azure-native/storage/managementPolicy.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import type { input } from "@pulumi/azure-native/types/index.js";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output, interpolate } from "@pulumi/pulumi";
import { resultsGroupPrefix, storageAccountName } from "../names.ts";
import { readerAssignmentName } from "../roleAssignmentName.ts";
import type { AzureStack } from "./azureStack.ts";
import { storageRoleId } from "./storageRole.ts";

export interface BlobStorageArgs {
  readonly stack: AzureStack;
  readonly retainResults: boolean;
  /** Public addresses and ranges from which what is kept may be read, by who has a role on it. */
  readonly allowedAddresses: readonly string[];
  /** Subnets of the stack that reach the account; nobody else does, but for `connectorId`. */
  readonly subnetIds: readonly Input<string>[];
  /** The access connector, through which Databricks reads and writes on the stack's behalf. */
  readonly connectorId: Input<string>;
}

const containerName = "photographs";

/**
 * The stack's storage account and its one container: no shared key, no public blob, TLS 1.2, encrypted twice, closed
 * to every network but the stack's and the addresses that are allowed, recoverable for a week. Who makes the stack may
 * read what is kept of it. Their group and the account have names of their own in each life of the stack: what was kept
 * of an earlier one is still there.
 */
export class BlobStorage extends ComponentResource {
  /** `abfss://container@account.dfs.core.windows.net`, without a slash at the end. */
  readonly url: Output<string>;
  readonly containerId: Output<string>;

  constructor(name: string, args: BlobStorageArgs, options?: ComponentResourceOptions) {
    super("verger:azure:BlobStorage", name, {}, options);
    const { stack, retainResults } = args;
    const child = { parent: this, retainOnDelete: retainResults };
    const { location, tags } = stack;
    // Without a name in its inputs the provider makes one: this, and eight hexadecimal digits.
    const group = new ResourceGroup(resultsGroupPrefix(stack.context.stack), { location, tags }, child);
    const resourceGroupName = group.name;
    const account = new StorageAccount(
      name,
      {
        accountName: group.name.apply((its) => storageAccountName(stack.context.stack, stack.subscriptionId, its)),
        resourceGroupName,
        location,
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
        isHnsEnabled: true,
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        allowCrossTenantReplication: false,
        defaultToOAuthAuthentication: true,
        isLocalUserEnabled: false,
        isSftpEnabled: false,
        publicNetworkAccess: "Enabled",
        networkRuleSet: networkRules(args),
        encryption: {
          keySource: "Microsoft.Storage",
          requireInfrastructureEncryption: true,
          services: { blob: { enabled: true, keyType: "Account" }, file: { enabled: true, keyType: "Account" } },
        },
        tags,
      },
      child,
    );
    const ofAccount = { accountName: account.name, resourceGroupName };
    new BlobServiceProperties(
      name,
      {
        ...ofAccount,
        blobServicesName: "default",
        deleteRetentionPolicy: { enabled: true, days: 7 },
        containerDeleteRetentionPolicy: { enabled: true, days: 7 },
      },
      child,
    );
    new ManagementPolicy(
      name,
      {
        ...ofAccount,
        managementPolicyName: "default",
        policy: { rules: [expire("logs", 30), expire("bundles", 90)] },
      },
      child,
    );
    const container = new BlobContainer(name, { ...ofAccount, containerName, publicAccess: "None" }, child);
    // Everybody else's way in goes with the workspace.
    if (retainResults)
      new RoleAssignment(
        "reader",
        {
          roleAssignmentName: group.name.apply((its) => readerAssignmentName(stack.subscriptionId, its, stack.makerId)),
          scope: container.id,
          principalId: stack.makerId,
          roleDefinitionId: storageRoleId(stack.subscriptionId, "Storage Blob Data Reader"),
          description: `Reads what the Verger stack ${stack.context.stack} leaves`,
        },
        child,
      );

    this.url = interpolate`abfss://${container.name}@${account.name}.dfs.core.windows.net`;
    this.containerId = container.id;
    this.registerOutputs({ url: this.url });
  }
}

function networkRules({
  stack,
  subnetIds,
  connectorId,
  allowedAddresses,
}: BlobStorageArgs): input.storage.NetworkRuleSetArgs {
  return {
    // The nodes of a workspace that is not the stack's come from a network it does not know; its token still counts.
    defaultAction: subnetIds.length > 0 ? "Deny" : "Allow",
    bypass: "None",
    virtualNetworkRules: subnetIds.map((virtualNetworkResourceId) => ({ virtualNetworkResourceId, action: "Allow" })),
    ipRules: allowedAddresses.map((iPAddressOrRange) => ({ iPAddressOrRange, action: "Allow" })),
    resourceAccessRules: [{ tenantId: stack.tenantId, resourceId: connectorId }],
  };
}

function expire(folder: string, days: number): input.storage.ManagementPolicyRuleArgs {
  return {
    name: folder,
    enabled: true,
    type: "Lifecycle",
    definition: {
      filters: { blobTypes: ["blockBlob"], prefixMatch: [`${containerName}/${folder}/`] },
      actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: days } } },
    },
  };
}

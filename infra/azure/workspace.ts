import { Workspace } from "@pulumi/azure-native/databricks/workspace.js";
import { ComponentResource, type ComponentResourceOptions, type Output, interpolate } from "@pulumi/pulumi";
import { type AzureStack, named } from "./azureStack.ts";
import { containerSubnet, hostSubnet, type InjectedNetwork } from "./injectedNetwork.ts";

/**
 * A premium Databricks workspace inside the stack's network, its nodes without public addresses. Databricks keeps its
 * own things in a managed group beside the stack's; deleting the workspace removes that group.
 */
export class DatabricksWorkspace extends ComponentResource {
  readonly url: Output<string>;
  readonly id: Output<string>;

  constructor(
    name: string,
    { stack, network }: { readonly stack: AzureStack; readonly network: InjectedNetwork },
    options?: ComponentResourceOptions,
  ) {
    super("verger:azure:DatabricksWorkspace", name, {}, options);
    const { subscriptionId, location, tags } = stack;
    const workspace = new Workspace(
      name,
      {
        workspaceName: named(stack),
        resourceGroupName: stack.groupName,
        location,
        managedResourceGroupId: `/subscriptions/${subscriptionId}/resourceGroups/${named(stack, "databricks")}`,
        computeMode: "Hybrid",
        sku: { name: "premium" },
        publicNetworkAccess: "Enabled",
        requiredNsgRules: "AllRules",
        parameters: {
          enableNoPublicIp: { value: true },
          customVirtualNetworkId: { value: network.networkId },
          customPublicSubnetName: { value: hostSubnet },
          customPrivateSubnetName: { value: containerSubnet },
          requireInfrastructureEncryption: { value: true },
        },
        tags,
      },
      { parent: this, dependsOn: [...network.subnets] },
    );
    this.url = interpolate`https://${workspace.workspaceUrl}`;
    this.id = workspace.id;
    this.registerOutputs({ url: this.url });
  }
}

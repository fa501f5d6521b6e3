import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import type { Output } from "@pulumi/pulumi";
import type { AzureSettings } from "../../config/settings.ts";
import type { DeployContext } from "../deployContext.ts";
import { stackName } from "../names.ts";
import { resourceTags } from "../resourceTags.ts";

/** What every Azure component of one stack shares. */
export interface AzureStack {
  readonly context: DeployContext;
  readonly location: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** Who makes the stack: a person or a service principal, by their object's id in Entra ID. */
  readonly makerId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly provider: Provider;
  /** The stack's resource group: everything of it is inside, but for its results. */
  readonly group: ResourceGroup;
  readonly groupName: Output<string>;
}

/** A provider for the stack's one location and the group of all that goes with the stack. */
export async function azureStack(settings: AzureSettings, context: DeployContext): Promise<AzureStack> {
  const location = settings.region;
  const provider = new Provider("azure", { location });
  const { subscriptionId, tenantId, objectId } = await getClientConfig({ provider });
  const tags = resourceTags(context.stack, settings);
  const group = new ResourceGroup(
    "group",
    { resourceGroupName: stackName(context.stack), location, tags },
    { provider },
  );
  return {
    context,
    location,
    subscriptionId,
    tenantId,
    makerId: objectId,
    tags,
    provider,
    group,
    groupName: group.name,
  };
}

/** `verger-<stack>-<part>`, within 64 characters. */
export const named = ({ context }: AzureStack, ...parts: readonly string[]): string => stackName(context.stack, parts);

import { Envelope, type Subscription } from "../../cloud/setup/azure/subscription.ts";
import { storageAccountName } from "../../../infra/names.ts";
import { roleAssignmentName } from "../../../infra/roleAssignmentName.ts";

const body = (given: object = {}): Envelope => Envelope.parse({ location: "francecentral", ...given });

/** Puts a stack's own things into a stand-in's subscription, as its engine makes them. */
export function plantStack(subscription: Subscription, stack: string): void {
  const { path } = subscription;
  const name = `verger-${stack}`;
  const group = `${path}/resourceGroups/${name}`;
  const tags = { "verger:stack": stack };
  const container = `${accountId(subscription, stack)}/blobServices/default/containers/photographs`;
  subscription.putGroup(name, body({ tags }));
  subscription.put(`${group}/providers/Microsoft.Network/virtualNetworks/${name}`, body({ tags }));
  subscription.put(`${group}/providers/Microsoft.Network/virtualNetworks/${name}/subnets/host`, body());
  subscription.put(`${group}/providers/Microsoft.Network/natGateways/${name}-nat`, body({ tags }));
  subscription.putGroup(resultsGroup(stack), body({ tags }));
  subscription.put(accountId(subscription, stack), body({ tags }));
  subscription.put(container, body());
  subscription.put(`${group}/providers/Microsoft.Databricks/accessConnectors/${name}`, body({ tags }));
  subscription.put(
    `${group}/providers/Microsoft.Databricks/workspaces/${name}`,
    body({ tags, properties: { managedResourceGroupId: `${path}/resourceGroups/${name}-databricks` } }),
  );
  subscription.put(`${path}/providers/Microsoft.Consumption/budgets/${name}`, body({ properties: { amount: 10 } }));
  const reader = "11111111-1111-4111-8111-111111111111";
  subscription.put(
    `${container}/providers/Microsoft.Authorization/roleAssignments/${reader}`,
    body({ properties: { scope: container } }),
  );
  const assignment = roleAssignmentName(subscription.id, stack, "storage");
  subscription.put(
    `${container}/providers/Microsoft.Authorization/roleAssignments/${assignment}`,
    body({ properties: { scope: container } }),
  );
}

/** The group of one life's results: eight digits as the provider adds them. */
export const resultsGroup = (stack: string, digits = "0a1b2c3d"): string => `verger-${stack}-results-${digits}`;

export function accountId({ path, id }: Subscription, stack: string, group = resultsGroup(stack)): string {
  return `${path}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${storageAccountName(stack, id, group)}`;
}

import { ContainerClient } from "@azure/storage-blob";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { azureToken } from "../../../../infra/azureToken.ts";
import { azureCredential } from "../../../../job/storage/blob/azureCredential.ts";
import type { FakeCloud, Mirror, StoredResource } from "../../../../tools/pulumi/stubProvider/fakeCloud.ts";
import { text } from "./inputs.ts";

type Properties = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string>>;

const management = "https://management.azure.com";
const Answer = z.looseObject({
  id: z.string().optional(),
  properties: z.looseObject({ workspaceUrl: z.string().optional(), workspaceId: z.string().optional() }).optional(),
  identity: z.object({ principalId: z.string() }).optional(),
});

/** Where a resource of each type is, from its inputs. Source: REST reference of each provider. */
const places: Readonly<Record<string, (inputs: Properties, group: string) => string>> = {
  "resources:ResourceGroup": (_inputs, group) => group,
  "network:VirtualNetwork": (inputs, group) =>
    `${inNetwork(group)}/virtualNetworks/${text(inputs, "virtualNetworkName")}`,
  "network:Subnet": (inputs, group) =>
    `${inNetwork(group)}/virtualNetworks/${text(inputs, "virtualNetworkName")}/subnets/${text(inputs, "subnetName")}`,
  "network:NatGateway": (inputs, group) => `${inNetwork(group)}/natGateways/${text(inputs, "natGatewayName")}`,
  "network:NetworkSecurityGroup": (inputs, group) =>
    `${inNetwork(group)}/networkSecurityGroups/${text(inputs, "networkSecurityGroupName")}`,
  "network:PublicIPAddress": (inputs, group) =>
    `${inNetwork(group)}/publicIPAddresses/${text(inputs, "publicIpAddressName")}`,
  "storage:StorageAccount": (inputs, group) => accountIn(inputs, group),
  "storage:BlobServiceProperties": (inputs, group) => `${accountIn(inputs, group)}/blobServices/default`,
  "storage:ManagementPolicy": (inputs, group) => `${accountIn(inputs, group)}/managementPolicies/default`,
  "storage:BlobContainer": (inputs, group) =>
    `${accountIn(inputs, group)}/blobServices/default/containers/${text(inputs, "containerName")}`,
  "databricks:AccessConnector": (inputs, group) =>
    `${group}/providers/Microsoft.Databricks/accessConnectors/${text(inputs, "connectorName")}`,
  "databricks:Workspace": (inputs, group) =>
    `${group}/providers/Microsoft.Databricks/workspaces/${text(inputs, "workspaceName")}`,
  "authorization:RoleAssignment": (inputs) =>
    `${text(inputs, "scope")}/providers/Microsoft.Authorization/roleAssignments/${text(inputs, "roleAssignmentName")}`,
  "consumption:Budget": (inputs) =>
    `${text(inputs, "scope")}/providers/Microsoft.Consumption/budgets/${text(inputs, "budgetName")}`,
};

const addressOf = (id: string): string => `${management}${id}?api-version=2021-04-01`;
const inNetwork = (group: string): string => `${group}/providers/Microsoft.Network`;
const accountIn = (inputs: Properties, group: string): string =>
  `${group}/providers/Microsoft.Storage/storageAccounts/${text(inputs, "accountName")}`;

/**
 * What the stub provider of `azure-native` makes and takes away is made in the stand-in's Resource Manager too, and
 * containers in the Blob storage that answers under their account's name, unless there is none.
 */
export function mirrorInAzure(cloud: FakeCloud, environment: Environment, { blobs = true } = {}): void {
  const subscription = `/subscriptions/${environment["ARM_SUBSCRIPTION_ID"]}`;
  const groupOf = (inputs: Properties): string =>
    `${subscription}/resourceGroups/${String(inputs["resourceGroupName"])}`;

  const call = async (method: string, url: string, body?: object): Promise<Response> => {
    const token = await azureToken(management, environment, { fetch: globalThis.fetch });
    return fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  const send = async (method: string, url: string, body?: object): Promise<Response> => {
    const answer = await call(method, url, body);
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
    return answer;
  };

  const container = (inputs: Properties): ContainerClient => {
    const url = `https://${text(inputs, "accountName")}.blob.core.windows.net/${text(inputs, "containerName")}`;
    return new ContainerClient(url, azureCredential(environment));
  };

  const mirror = (type: string, place: (inputs: Properties, group: string) => string): Mirror => ({
    create: async ({ inputs, state }) => {
      const { location, tags, ...properties } = inputs;
      const id = place(inputs, groupOf(inputs));
      // As azure-native does before it makes anything.
      if ((await call("GET", addressOf(id))).ok) throw new Error(`cannot create already existing resource '${id}'`);
      const answer = Answer.parse(await (await send("PUT", addressOf(id), { location, tags, properties })).json());
      if (blobs && type === "storage:BlobContainer") await container(inputs).createIfNotExists();
      const { workspaceUrl, workspaceId } = answer.properties ?? {};
      return {
        id: answer.id ?? id,
        state: {
          ...state,
          name: id.split("/").at(-1),
          ...(workspaceUrl !== undefined && { workspaceUrl, workspaceId }),
          ...(answer.identity !== undefined && { identity: { type: "SystemAssigned", ...answer.identity } }),
        },
      };
    },
    remove: async ({ id, inputs }: StoredResource) => {
      // A service of an account is there as long as the account: azure-native only sets it back.
      if (type === "storage:BlobServiceProperties") return;
      if (blobs && type === "storage:BlobContainer") await container(inputs).deleteIfExists();
      let answer = await send("DELETE", addressOf(id));
      while (answer.status === 202) {
        await sleep(Number(answer.headers.get("retry-after")) * 1000);
        answer = await send("GET", answer.headers.get("location") ?? "");
      }
    },
  });
  for (const [type, place] of Object.entries(places)) cloud.mirrors.set(`azure-native:${type}`, mirror(type, place));
}

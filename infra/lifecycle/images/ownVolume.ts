import { z } from "zod";
import type { AzureSettings } from "../../../config/settings.ts";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { stackTag } from "../../resourceTags.ts";
import type { AzureManagement } from "../azure/azureManagement.ts";
import type { StateResource } from "../engine/stateResources.ts";
import type { ImagesPlace } from "./openImages.ts";

const Account = z.object({ location: z.string(), tags: z.record(z.string(), z.string()).optional() });
const Workspace = z.object({ properties: z.object({ workspaceUrl: z.string() }) });

/**
 * The volume of a stack on Azure that its photographs lie in: the state names it, and the storage account behind it says
 * itself whose it is, and where.
 * @throws VergerError (resource) where the state names none, (policy) where it is another's or elsewhere
 */
export async function ownVolume(
  stack: string,
  { region, compute }: AzureSettings,
  resources: readonly StateResource[],
  management: AzureManagement,
): Promise<ImagesPlace> {
  const idOf = (type: string, name?: string): string => {
    const found = resources.find(
      (each) => each.type === type && (name === undefined || each.urn.endsWith(`::${name}`)),
    );
    if (found !== undefined) return found.id;
    throw new VergerError(exitCodes.resource, `${stack} has no storage yet`, `verger up -s ${stack} makes it`);
  };
  const account = idOf("azure-native:storage:StorageAccount");
  // `catalog.schema.volume`, as Unity Catalog names it.
  const volume = idOf("databricks:index/volume:Volume", "images");
  const { location, tags } = Account.parse(
    (await management.get(`${account}?api-version=2023-05-01`)) ?? gone(account),
  );
  if (tags?.[stackTag] !== stack) throw refused(account, `does not bear the tag of ${stack}`);
  if (location.replaceAll(" ", "").toLowerCase() !== region)
    throw refused(account, `is in ${location} and not in ${region}`);

  const { workspace } = compute;
  const host = workspace.kind === "existing" ? workspace.url.replace(/\/$/, "") : await hostOf();
  return { kind: "volume", host, folder: `/Volumes/${volume.split(".").join("/")}/` };

  async function hostOf(): Promise<string> {
    const id = idOf("azure-native:databricks:Workspace");
    const { properties } = Workspace.parse((await management.get(`${id}?api-version=2024-05-01`)) ?? gone(id));
    return `https://${properties.workspaceUrl}`;
  }
}

const refused = (account: string, why: string): VergerError =>
  new VergerError(
    exitCodes.policy,
    `the storage account ${account.split("/").at(-1)} ${why}: nothing was uploaded`,
    "photographs go to the stack's own storage, in the region of its file",
  );

function gone(id: string): never {
  throw new VergerError(
    exitCodes.resource,
    `${id.split("/").at(-1)} is in the state and not in Azure`,
    "pulumi refresh, then the same command",
  );
}

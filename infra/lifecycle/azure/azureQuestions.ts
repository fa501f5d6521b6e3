import { z } from "zod";
import { stackName } from "../../names.ts";
import { stackTag } from "../../resourceTags.ts";
import type { Question, Remain } from "../receipt/question.ts";
import type { AzureManagement } from "./azureManagement.ts";

export interface AzureSearch {
  readonly stack: string;
  /** The stack's region, or what stands for it: the Resource Manager is asked for the whole subscription. */
  readonly region: string;
  /** Why the results' account is meant to stay; undefined where it is not. */
  readonly kept: string | undefined;
  readonly management: AzureManagement;
}

const Resources = z.object({
  value: z.array(z.object({ id: z.string(), type: z.string() })),
  nextLink: z.string().optional(),
});
const version = "api-version=2021-04-01";

/** The stack's group and what is in it, the group Databricks manages beside it, and everything with the stack's tag. */
export function azureQuestions({ stack, region, kept: why, management }: AzureSearch): readonly Question[] {
  const at = { service: "Azure Resource Manager", region };
  const kept = why === undefined ? {} : { onPurpose: why };
  const group = stackName(stack);
  const managed = stackName(stack, ["databricks"]);
  const inSubscription = async (path: string): Promise<string> =>
    `/subscriptions/${await management.subscription()}${path}`;

  const resources = async (path: string, by: Remain["by"]): Promise<readonly Remain[]> => {
    const found: Remain[] = [];
    let next: string | undefined = await inSubscription(path);
    while (next !== undefined) {
      const answer = await management.get(next);
      if (answer === undefined) return found;
      const { value, nextLink }: z.output<typeof Resources> = Resources.parse(answer);
      for (const { id, type } of value) {
        const holdsResults = type.toLowerCase() === "microsoft.storage/storageaccounts";
        found.push({ kind: type, id, by, perMonth: "unknown", ...(holdsResults && kept) });
      }
      next = nextLink === undefined ? undefined : nextLink.slice(new URL(nextLink).origin.length);
    }
    return found;
  };
  const groupNamed = async (name: string, why: object): Promise<readonly Remain[]> => {
    const path = await inSubscription(`/resourcegroups/${name}?${version}`);
    const there = (await management.get(path)) !== undefined;
    return there ? [{ kind: "resource group", id: name, by: "name", perMonth: 0, ...why }] : [];
  };
  const tagFilter = encodeURIComponent(`tagName eq '${stackTag}' and tagValue eq '${stack}'`);
  return [
    { ...at, call: `GET resourceGroups/${group}`, ask: () => groupNamed(group, kept) },
    { ...at, call: `GET resourceGroups/${managed}`, ask: () => groupNamed(managed, {}) },
    {
      ...at,
      call: `GET resourceGroups/${group}/resources`,
      ask: () => resources(`/resourceGroups/${group}/resources?${version}`, "name"),
    },
    { ...at, call: "GET resources by tag", ask: () => resources(`/resources?$filter=${tagFilter}&${version}`, "tag") },
  ];
}

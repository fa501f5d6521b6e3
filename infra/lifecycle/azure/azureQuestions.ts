import { z } from "zod";
import { isResultsGroup, resultsGroupPrefix, stackName, storageAccountName } from "../../names.ts";
import { stackTag } from "../../resourceTags.ts";
import { roleAssignmentName } from "../../roleAssignmentName.ts";
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
  value: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      tags: z.record(z.string(), z.string()).optional(),
    }),
  ),
  nextLink: z.string().optional(),
});
const version = "api-version=2021-04-01";

/**
 * The stack's group and what is in it, the groups that results of any of its lives are in, the group Databricks manages
 * beside it, everything with the stack's tag; and what Azure lists with no group: the budget, the roles the stack's
 * identity has on containers, wherever these are, and those of who may read the results that are kept.
 */
export function azureQuestions({ stack, region, kept: why, management }: AzureSearch): readonly Question[] {
  const at = { service: "Azure Resource Manager", region };
  const kept = why === undefined ? {} : { onPurpose: why };
  const group = stackName(stack);
  const managed = stackName(stack, ["databricks"]);
  const inSubscription = async (path: string): Promise<string> =>
    `/subscriptions/${await management.subscription()}${path}`;

  const listed = async (path: string): Promise<z.output<typeof Resources>["value"]> => {
    const found: z.output<typeof Resources>["value"] = [];
    let next: string | undefined = await inSubscription(path);
    while (next !== undefined) {
      const answer = await management.get(next);
      if (answer === undefined) return found;
      const { value, nextLink }: z.output<typeof Resources> = Resources.parse(answer);
      found.push(...value);
      next = nextLink === undefined ? undefined : nextLink.slice(new URL(nextLink).origin.length);
    }
    return found;
  };
  const resources = async (path: string, by: Remain["by"]): Promise<readonly Remain[]> => {
    const subscription = await management.subscription();
    return (await listed(path)).map(({ id, name, type }): Remain => {
      // Databricks has a storage account too, in its own group: that one goes.
      const holdsResults =
        type.toLowerCase() === "microsoft.storage/storageaccounts" &&
        name === storageAccountName(stack, subscription, groupOf(id));
      const remain: Remain = { kind: type, id, by, perMonth: "unknown" };
      return holdsResults ? Object.assign(remain, kept) : remain;
    });
  };
  const budgets = async (): Promise<readonly Remain[]> =>
    (await listed("/providers/Microsoft.Consumption/budgets?api-version=2024-08-01"))
      .filter(({ name }) => name === group)
      .map(({ id }): Remain => ({ kind: "budget", id, by: "name", perMonth: 0 }));
  const groupNamed = async (name: string): Promise<readonly Remain[]> => {
    const path = await inSubscription(`/resourcegroups/${name}?${version}`);
    const there = (await management.get(path)) !== undefined;
    return there ? [{ kind: "resource group", id: name, by: "name", perMonth: 0 }] : [];
  };
  /** Another stack may be named like this one's results: its tag tells. */
  const resultsGroups = async (): Promise<readonly Remain[]> => {
    const groups = (await listed(`/resourcegroups?${version}`)).filter(
      ({ name, tags }) => isResultsGroup(stack, name) && (tags?.[stackTag] ?? stack) === stack,
    );
    const found: Remain[] = [];
    for (const { name } of groups) {
      found.push({ kind: "resource group", id: name, by: "name", perMonth: 0, ...kept });
      found.push(...(await resources(`/resourceGroups/${name}/resources?${version}`, "name")));
    }
    return found;
  };
  const tagFilter = encodeURIComponent(`tagName eq '${stackTag}' and tagValue eq '${stack}'`);
  return [
    { ...at, call: `GET resourceGroups/${group}`, ask: () => groupNamed(group) },
    { ...at, call: `GET resourceGroups/${managed}`, ask: () => groupNamed(managed) },
    { ...at, call: `GET resourceGroups, resources of ${resultsGroupPrefix(stack)}*`, ask: resultsGroups },
    {
      ...at,
      call: `GET resourceGroups/${group}/resources`,
      ask: () => resources(`/resourceGroups/${group}/resources?${version}`, "name"),
    },
    {
      ...at,
      call: `GET resourceGroups/${managed}/resources`,
      ask: () => resources(`/resourceGroups/${managed}/resources?${version}`, "name"),
    },
    { ...at, call: "GET budgets", ask: budgets },
    {
      ...at,
      call: "GET roleAssignments",
      ask: async () => {
        const subscription = await management.subscription();
        const names = new Set(
          (["storage", "images"] as const).map((part) => roleAssignmentName(subscription, stack, part)),
        );
        const path = "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01";
        return (await listed(path)).flatMap(({ id, name }): Remain[] => {
          const role: Remain = { kind: "role assignment", id, by: "name", perMonth: 0 };
          if (names.has(name)) return [role];
          return isResultsGroup(stack, groupOf(id)) ? [{ ...role, ...kept }] : [];
        });
      },
    },
    { ...at, call: "GET resources by tag", ask: () => resources(`/resources?$filter=${tagFilter}&${version}`, "tag") },
  ];
}

/** The name of the group in a resource's id; empty where it is in none. */
const groupOf = (id: string): string => /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";

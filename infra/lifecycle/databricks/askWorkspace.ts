import { z } from "zod";
import { stackName } from "../../names.ts";
import { stackTag } from "../../resourceTags.ts";
import type { DatabricksApi } from "../../submission/databricksApi.ts";
import type { Question, Remain } from "../receipt/question.ts";

export interface WorkspaceSearch {
  readonly stack: string;
  readonly region: string;
  /** Signs in when the first question is asked, so that a refusal is part of the receipt. */
  readonly signIn: () => Promise<DatabricksApi>;
}

const named = z.object({ name: z.string() });
const Clusters = z.array(
  z.object({
    cluster_id: z.string(),
    state: z.string(),
    custom_tags: z.record(z.string(), z.string()).optional(),
  }),
);
const Jobs = z.array(z.object({ job_id: z.number(), settings: z.object({ name: z.string().optional() }).optional() }));

/**
 * What a workspace that outlives the stack still has of it: clusters by tag; its job, policy and notebook, and what
 * Unity Catalog knows, by the exact names the stack gives. Source: Databricks REST API, 2.0 to 2.2.
 */
export function askWorkspace({ stack, region, signIn }: WorkspaceSearch): readonly Question[] {
  const name = stackName(stack);
  const catalog = name.replaceAll("-", "_");

  const question = (kind: string, path: string, ask: (api: DatabricksApi) => Promise<readonly Found[]>): Question => ({
    service: "Databricks workspace",
    region,
    call: `GET ${path}`,
    ask: async () =>
      (await ask(await signIn())).map(({ id, by = "name", perMonth = 0 }): Remain => ({ kind, id, by, perMonth })),
  });
  const byName = (kind: string, path: string, field: string, names: readonly string[]): Question =>
    question(kind, path, async (api) => {
      const items = await pagesOf(api, path, field, z.array(named));
      return items.filter((item) => names.includes(item.name)).map((item) => ({ id: item.name }));
    });

  return [
    question("cluster", "/api/2.1/clusters/list", async (api) => {
      const items = await pagesOf(api, "/api/2.1/clusters/list", "clusters", Clusters);
      return items
        .filter(({ state, custom_tags: tags }) => state !== "TERMINATED" && tags?.[stackTag] === stack)
        .map((cluster) => ({ id: cluster.cluster_id, by: "tag", perMonth: "unknown" }));
    }),
    question("job", "/api/2.2/jobs/list", async (api) => {
      const items = await pagesOf(api, `/api/2.2/jobs/list?name=${encodeURIComponent(name)}`, "jobs", Jobs);
      return items.filter(({ settings }) => settings?.name === name).map((job) => ({ id: String(job.job_id) }));
    }),
    byName("cluster policy", "/api/2.0/policies/clusters/list", "policies", [name]),
    question("notebook", "/api/2.0/workspace/get-status", async (api) => {
      const path = `/Shared/${name}`;
      const there = await api.call(`/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`);
      return there === undefined ? [] : [{ id: path }];
    }),
    byName("catalog", "/api/2.1/unity-catalog/catalogs", "catalogs", [catalog]),
    byName("external location", "/api/2.1/unity-catalog/external-locations", "external_locations", [
      `${catalog}_storage`,
      `${catalog}_images`,
    ]),
    byName("storage credential", "/api/2.1/unity-catalog/storage-credentials", "storage_credentials", [name]),
  ];
}

interface Found {
  readonly id: string;
  readonly by?: Remain["by"];
  readonly perMonth?: Remain["perMonth"];
}

/** Every item under `field` of a listing, over all its pages; a listing of nothing leaves the field out. */
async function pagesOf<T>(
  api: DatabricksApi,
  path: string,
  field: string,
  schema: z.ZodType<readonly T[]>,
): Promise<readonly T[]> {
  const Page = z.looseObject({ next_page_token: z.string().optional() });
  const items: T[] = [];
  let token: string | undefined;
  do {
    const query = token ? `${path.includes("?") ? "&" : "?"}page_token=${encodeURIComponent(token)}` : "";
    const page = Page.parse(await (await api.call(`${path}${query}`))?.json());
    items.push(...schema.parse(page[field] ?? []));
    token = page.next_page_token;
  } while (token);
  return items;
}

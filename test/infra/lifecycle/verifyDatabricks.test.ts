import { expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import { databricksQuestions } from "../../../infra/lifecycle/databricks/databricksQuestions.ts";
import { unanswered, unplanned } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import { takeReceipt } from "../../../infra/lifecycle/receipt/takeReceipt.ts";
import { azureStack, databricksOnAwsStack } from "../setup/stacks.ts";

const host = "https://dbc-1.cloud.databricks.com";
const signedIn = { DATABRICKS_TOKEN: "marker-token" };

/** A Databricks that answers by path and query; an empty listing is `{}` in a workspace and `[]` in an account. */
function databricks(table: Readonly<Record<string, unknown>>): { fetch: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  const answer = async (input: string | URL | Request): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    asked.push(url.pathname);
    const found = table[`${url.pathname}${url.search}`] ?? table[url.pathname];
    if (found === 403) return Response.json({ message: "no permission" }, { status: 403 });
    if (found !== undefined) return Response.json(found);
    if (url.pathname.endsWith("/get-status")) return new Response("", { status: 404 });
    return Response.json(url.pathname.includes("/accounts/") ? [] : {});
  };
  return { fetch: answer, asked };
}

async function receiptOf(sample: object, table: Readonly<Record<string, unknown>>, environment: object = signedIn) {
  const parsed = parseSettings(sample);
  if (!parsed.ok || parsed.settings.compute.platform !== "databricks") throw new Error("the sample stack is not one");
  const { cloud, region, compute } = parsed.settings;
  const { fetch, asked } = databricks(table);
  const questions = databricksQuestions({
    stack: "orchard",
    cloud,
    region,
    compute,
    environment: { ...environment },
    fetch,
    retryMs: 1,
  });
  const receipt = await takeReceipt({ stack: "orchard", cloud, region }, questions, () => new Date(0));
  return { asked, receipt };
}

const inExisting = {
  ...databricksOnAwsStack,
  compute: { ...databricksOnAwsStack.compute, workspace: { kind: "existing", url: `${host}/` } },
};

it("a workspace that was there before is asked for everything the stack puts in it, over all pages", async () => {
  const tags = { "verger:stack": "orchard" };
  const { receipt } = await receiptOf(inExisting, {
    "/api/2.1/clusters/list": {
      clusters: [
        { cluster_id: "c-ended", state: "TERMINATED", custom_tags: tags },
        { cluster_id: "c-other", state: "RUNNING", custom_tags: { "verger:stack": "orchard-2" } },
      ],
      next_page_token: "2",
    },
    "/api/2.1/clusters/list?page_token=2": {
      clusters: [
        { cluster_id: "c-1", state: "RUNNING", custom_tags: tags },
        { cluster_id: "c-2", state: "RUNNING" },
      ],
    },
    "/api/2.2/jobs/list?name=verger-orchard": {
      jobs: [
        { job_id: 7, settings: { name: "verger-orchard" } },
        { job_id: 8, settings: { name: "Verger-Orchard" } },
      ],
    },
    "/api/2.0/policies/clusters/list": { policies: [{ name: "verger-orchard" }, { name: "verger-orchard-2" }] },
    "/api/2.0/workspace/get-status?path=%2FShared%2Fverger-orchard": { object_type: "NOTEBOOK" },
    "/api/2.1/unity-catalog/catalogs": { catalogs: [{ name: "verger_orchard" }, { name: "main" }] },
    "/api/2.1/unity-catalog/external-locations": {
      external_locations: [{ name: "verger_orchard_storage" }, { name: "verger_orchard_images" }, { name: "other" }],
    },
    "/api/2.1/unity-catalog/storage-credentials": { storage_credentials: [{ name: "verger-orchard" }] },
  });
  expect(unplanned(receipt).map(({ kind, id, by, perMonth }) => `${kind} ${id} ${by} ${perMonth}`)).toEqual([
    "cluster c-1 tag unknown",
    "job 7 name 0",
    "cluster policy verger-orchard name 0",
    "notebook /Shared/verger-orchard name 0",
    "catalog verger_orchard name 0",
    "external location verger_orchard_storage name 0",
    "external location verger_orchard_images name 0",
    "storage credential verger-orchard name 0",
  ]);
  expect(unanswered(receipt)).toEqual([]);
});

it("a workspace without the stack is clean", async () => {
  const { receipt } = await receiptOf(inExisting, {});
  expect(receipt.asked).toHaveLength(7);
  expect(receipt.remains).toEqual([]);
});

it("the account is asked for a workspace of the stack's own, and what it stood on", async () => {
  const accounts = "/api/2.0/accounts/11111111-2222-3333-4444-555555555555";
  const environment = { ...signedIn, DATABRICKS_ACCOUNT_ID: "11111111-2222-3333-4444-555555555555" };
  const table = {
    [`${accounts}/workspaces`]: [{ workspace_name: "verger-orchard" }, { workspace_name: "verger-orchard-2" }],
    [`${accounts}/credentials`]: [{ credentials_name: "verger-orchard" }],
  };
  const { receipt, asked } = await receiptOf(databricksOnAwsStack, table, environment);
  expect(receipt.remains.map(({ kind, perMonth }) => [kind, perMonth])).toEqual([
    ["workspace", "unknown"],
    ["credentials", 0],
  ]);
  expect(asked).toContain(`${accounts}/networks`);
  expect(asked).toContain(`${accounts}/storage-configurations`);
});

it.each([
  ["nobody is signed in", inExisting, {}, {}],
  ["the account is not known", databricksOnAwsStack, {}, signedIn],
  ["a question is refused", inExisting, { "/api/2.2/jobs/list?name=verger-orchard": 403 }, signedIn],
])("%s: no answer, never a clean receipt, and no token in it", async (_case, sample, table, environment) => {
  const { receipt } = await receiptOf(sample, table, environment);
  expect(unanswered(receipt).length).toBeGreaterThan(0);
  expect(JSON.stringify(receipt)).not.toContain("marker");
});

it("a workspace of the stack's own on Azure is its resource group's, which the Resource Manager is asked for", async () => {
  const { receipt } = await receiptOf(azureStack, {});
  expect(receipt.asked).toEqual([]);
});

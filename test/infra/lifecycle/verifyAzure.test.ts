import { expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import { azureManagement } from "../../../infra/lifecycle/azure/azureManagement.ts";
import { azureQuestions } from "../../../infra/lifecycle/azure/azureQuestions.ts";
import { unanswered, unplanned } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import { takeReceipt } from "../../../infra/lifecycle/receipt/takeReceipt.ts";
import { azureStack } from "../setup/stacks.ts";

const environment = {
  ARM_SUBSCRIPTION_ID: "s",
  ARM_CLIENT_ID: "id",
  ARM_CLIENT_SECRET: "marker-client-secret",
  ARM_TENANT_ID: "tenant",
};

/** An Azure that answers by path; whatever is not in the table does not exist. */
function azure(table: Readonly<Record<string, unknown>>): { fetch: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  const answer = async (input: string | URL | Request): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    asked.push(url.pathname);
    if (url.hostname === "login.microsoftonline.com") return Response.json({ access_token: "marker-token" });
    const found = table[url.searchParams.has("$skiptoken") ? `${url.pathname} 2` : url.pathname];
    if (found === 403) return new Response("", { status: 403 });
    return found === undefined ? new Response("", { status: 404 }) : Response.json(found);
  };
  return { fetch: answer, asked };
}

async function receiptOf(table: Readonly<Record<string, unknown>>) {
  const parsed = parseSettings(azureStack);
  if (!parsed.ok || parsed.settings.cloud !== "azure") throw new Error("the sample stack is not one");
  const { fetch, asked } = azure(table);
  const management = azureManagement(environment, fetch);
  const questions = azureQuestions({
    stack: "orchard",
    region: parsed.settings.region,
    kept: "verger:retainResults keeps the results",
    management,
  });
  const subject = { stack: "orchard", cloud: "azure", region: "francecentral" } as const;
  return { asked, receipt: await takeReceipt(subject, questions, () => new Date("2026-11-21T03:20:00Z")) };
}

it("a subscription without the stack is clean", async () => {
  const { receipt } = await receiptOf({ "/subscriptions/s/resources": { value: [] } });
  expect(receipt.remains).toEqual([]);
  expect(unanswered(receipt)).toEqual([]);
});

it("finds the managed group, and resources by tag over all pages; the results' account is kept on purpose", async () => {
  const storage = { id: "/x/storageAccounts/verger1", type: "Microsoft.Storage/storageAccounts" };
  const gateway = { id: "/x/natGateways/nat", type: "Microsoft.Network/natGateways" };
  const { receipt } = await receiptOf({
    "/subscriptions/s/resourcegroups/verger-orchard": {},
    "/subscriptions/s/resourcegroups/verger-orchard-databricks": {},
    "/subscriptions/s/resourceGroups/verger-orchard/resources": { value: [storage] },
    "/subscriptions/s/resources": {
      value: [storage],
      nextLink: "https://management.azure.com/subscriptions/s/resources?$skiptoken=2",
    },
    "/subscriptions/s/resources 2": { value: [gateway] },
  });
  expect(unplanned(receipt).map(({ id }) => id)).toEqual(["verger-orchard-databricks", "/x/natGateways/nat"]);
  expect(receipt.remains.filter(({ onPurpose }) => onPurpose !== undefined).map(({ id }) => id)).toEqual([
    "verger-orchard",
    "/x/storageAccounts/verger1",
  ]);
});

it("a refusal is told without the token or the secret", async () => {
  const { receipt } = await receiptOf({ "/subscriptions/s/resources": 403 });
  expect(unanswered(receipt)).toHaveLength(1);
  expect(JSON.stringify(receipt)).not.toContain("marker");
});

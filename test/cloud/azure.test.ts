import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { azureManagement } from "../../infra/lifecycle/azure/azureManagement.ts";
import { openAzure, type OpenAzure } from "./setup/azure/openAzure.ts";
import { describeNeeding } from "../setup/needing.ts";

const managed = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/verger-orchard-databricks";
const workspace =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/verger-orchard/providers/Microsoft.Databricks/workspaces/verger-orchard";

const Answer = z.looseObject({
  error: z.object({ code: z.string() }).optional(),
  properties: z.looseObject({ workspaceUrl: z.string().optional() }).optional(),
  value: z.array(z.unknown()).optional(),
  nextLink: z.string().optional(),
});

/** What the stand-in promises to the tests that stand on it, so that these prove something about Azure's shapes. */
describeNeeding("openssl", "the stand-in for the Azure Resource Manager", () => {
  let open: OpenAzure;
  let token: string;
  beforeAll(async () => {
    open = await openAzure();
    const { ARM_TENANT_ID, ARM_CLIENT_ID = "", ARM_CLIENT_SECRET = "" } = open.azure.environment;
    const answer = await fetch(`https://login.microsoftonline.com/${ARM_TENANT_ID}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: ARM_CLIENT_ID,
        client_secret: ARM_CLIENT_SECRET,
        scope: "https://management.azure.com/.default",
      }),
    });
    token = ((await answer.json()) as { access_token: string }).access_token;
  });
  afterEach(() => {
    open.azure.fault = undefined;
    open.azure.subscription.deletionsGoOn = false;
  });
  afterAll(() => open.close());

  const ask = async (method: string, path: string, body?: object, authorization = `Bearer ${token}`) => {
    const answer = await fetch(
      `https://management.azure.com${path}${path.includes("?") ? "&" : "?"}api-version=2021-04-01`,
      {
        method,
        headers: { authorization },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
    );
    return { answer, json: Answer.parse(await answer.json().catch(() => ({}))) };
  };

  it("lets in whoever has a token for it, and nobody else", async () => {
    expect((await ask("GET", open.azure.subscription.path)).answer.status).toBe(200);
    const { answer, json } = await ask("GET", open.azure.subscription.path, undefined, "Bearer another");
    expect([answer.status, json.error?.code]).toEqual([401, "AuthenticationFailed"]);
    await expect(
      azureManagement({ ...open.azure.environment, ARM_CLIENT_SECRET: "wrong" }, fetch).get("/subscriptions/s"),
    ).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining("AADSTS7000215") });
  });

  it("leads no other name anywhere", async () => {
    await expect(fetch("https://example.org/")).rejects.toThrow("fetch failed");
    expect(open.tunnel.refused).toContain("example.org");
  });

  it("makes a workspace its managed group, guards it, and takes it away with the workspace, after a while", async () => {
    const group = workspace.replace(/\/providers.*/, "");
    const tags = { "verger:stack": "orchard" };
    expect((await ask("PUT", workspace, { properties: {} })).json.error?.code).toBe("ResourceGroupNotFound");
    expect((await ask("PUT", group, { location: "francecentral", tags })).answer.status).toBe(201);
    const made = await ask("PUT", workspace, {
      location: "francecentral",
      tags,
      properties: { managedResourceGroupId: managed },
    });
    expect(made.json.properties?.workspaceUrl).toMatch(/^adb-\d+\.\d+\.azuredatabricks\.net$/);
    expect((await ask("GET", `${managed}/resources`)).json.value).toHaveLength(1);
    expect((await ask("DELETE", managed)).json.error?.code).toBe("DenyAssignmentAuthorizationFailed");

    const { subscription } = open.azure;
    subscription.deletionsGoOn = true;
    const deletion = await ask("DELETE", workspace);
    expect(deletion.answer.status).toBe(202);
    const operation = deletion.answer.headers.get("location") ?? "";
    const poll = async (): Promise<number> =>
      (await fetch(operation, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await poll()).toBe(202);
    expect((await ask("GET", managed)).answer.status, "it is still there").toBe(200);
    subscription.deletionsGoOn = false;
    await expect.poll(poll).toBe(200);
    expect((await ask("GET", managed)).answer.status).toBe(404);

    subscription.deletionsGoOn = true;
    expect((await ask("DELETE", group)).answer.status).toBe(202);
    const late = await ask("PUT", workspace, { properties: {} });
    expect([late.answer.status, late.json.error?.code]).toEqual([409, "ResourceGroupBeingDeleted"]);
    subscription.deletionsGoOn = false;
    await expect.poll(async () => (await ask("GET", group)).answer.status).toBe(404);
  });

  it("answers in pages, and says how long to wait where it is asked too much", async () => {
    const group = `${open.azure.subscription.path}/resourceGroups/many`;
    await ask("PUT", group, { location: "francecentral" });
    for (let at = 0; at < 4; at++)
      await ask("PUT", `${group}/providers/Microsoft.Network/natGateways/nat-${at}`, { location: "francecentral" });
    const first = await ask("GET", `${group}/resources`);
    expect(first.json.value).toHaveLength(3);
    const second = await fetch(first.json.nextLink ?? "", { headers: { authorization: `Bearer ${token}` } });
    expect(await second.json()).toMatchObject({ value: [{ name: "nat-3" }] });
    open.azure.fault = () => "throttled";
    const { answer, json } = await ask("GET", `${group}/resources`);
    expect([answer.status, answer.headers.get("retry-after"), json.error?.code]).toEqual([429, "1", "TooManyRequests"]);
  });
});

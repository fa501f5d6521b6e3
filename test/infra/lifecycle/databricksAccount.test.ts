import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { DatabricksCompute } from "../../../config/compute/databricks.ts";
import { databricksQuestions } from "../../../infra/lifecycle/databricks/databricksQuestions.ts";
import { examineAll } from "../../../infra/lifecycle/doctor/check.ts";
import { databricksChecks } from "../../../infra/lifecycle/doctor/databricksChecks.ts";
import { receiptExitCode } from "../../../infra/lifecycle/receipt/receiptExitCode.ts";
import { type Receipt, unanswered, unplanned } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import { takeReceipt } from "../../../infra/lifecycle/receipt/takeReceipt.ts";
import { RestError } from "../../cloud/setup/databricks/restError.ts";
import { accountName, type LocalAccount, startAccount } from "../../cloud/setup/databricks/startAccount.ts";
import { openTunnel, type OpenTunnel } from "../../cloud/setup/openTunnel.ts";
import { databricksOnAwsStack } from "../setup/stacks.ts";
import { describeNeeding } from "../../setup/needing.ts";

const lists = ["workspaces", "networks", "storage-configurations", "credentials"] as const;

/** The account that makes the workspace of a stack on AWS, asked over real connections. */
describeNeeding("openssl", "a Databricks account", () => {
  let account: LocalAccount;
  let open: OpenTunnel;
  beforeAll(async () => {
    open = await openTunnel([accountName], async (certificate) => {
      account = await startAccount(certificate);
      return { [accountName]: account.port };
    });
  });
  beforeEach(() => {
    account.calls.clear();
    account.fault = undefined;
  });
  afterAll(async () => {
    await open.close();
    await account.stop();
  });

  const environment = (more: object = {}) => ({ ...account.environment, ...more });

  async function receiptOf(more: object = {}): Promise<Receipt> {
    const { compute, region } = settings;
    const search = { stack: "orchard", cloud: "aws", region, compute: compute as DatabricksCompute } as const;
    const questions = databricksQuestions({ ...search, environment: environment(more), fetch, retryMs: 1 });
    return takeReceipt({ stack: "orchard", cloud: "aws", region }, questions, () => new Date(0));
  }

  /** Makes something in the account, as the provider does. @returns how to take it away again */
  async function make(list: string, body: object): Promise<() => Promise<number>> {
    const { DATABRICKS_CLIENT_ID: id, DATABRICKS_CLIENT_SECRET: secret, DATABRICKS_ACCOUNT_ID } = account.environment;
    const home = `https://${accountName}/api/2.0/accounts/${DATABRICKS_ACCOUNT_ID}/${list}`;
    const signedIn = await fetch(`https://${accountName}/oidc/accounts/${DATABRICKS_ACCOUNT_ID}/v1/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" }),
    });
    const { access_token } = (await signedIn.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    const made = await fetch(home, { method: "POST", headers, body: JSON.stringify(body) });
    const thing = (await made.json()) as Record<string, string>;
    const own = thing["workspace_id"] ?? thing["credentials_id"];
    return async () => (await fetch(`${home}/${own}`, { method: "DELETE", headers })).status;
  }

  it("without the stack is clean; with it, its workspace and what that stands on are found, and no other stack's", async () => {
    expect(receiptExitCode(await receiptOf())).toBe(0);
    const others = await make("workspaces", { workspace_name: "verger-orchard-2" });
    const credentials = await make("credentials", { credentials_name: "verger-orchard" });
    const workspace = await make("workspaces", { workspace_name: "verger-orchard" });
    const receipt = await receiptOf();
    expect(unplanned(receipt).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      "workspace verger-orchard",
      "credentials verger-orchard",
    ]);
    expect(receiptExitCode(receipt)).toBe(12);
    for (const remove of [workspace, credentials, others]) expect(await remove()).toBe(200);
    expect(receiptExitCode(await receiptOf())).toBe(0);
  });

  it.each(lists)("whose list of %s is throttled, broken or refuses a token once is asked again", async (list) => {
    for (const status of [429, 500, 503, 401]) {
      account.calls.clear();
      account.fault = (call, before) =>
        call === `GET ${list}` && before === 0 ? new RestError(status, "LATER", "marker") : undefined;
      expect(unanswered(await receiptOf()), String(status)).toEqual([]);
      expect(account.calls.get(`GET ${list}`)).toBe(2);
    }
  });

  it.each([
    [403, 3],
    [429, 4],
    [503, 4],
  ])("whose lists answer %i for ever proves nothing, and ends with %i", async (status, exitCode) => {
    account.fault = (call) => (call.startsWith("GET") ? new RestError(status, "NO", "no") : undefined);
    const receipt = await receiptOf();
    expect([unanswered(receipt).length, receiptExitCode(receipt)]).toEqual([lists.length, exitCode]);
  });

  it("that takes no such secret proves nothing, and gives none away", async () => {
    const refused = await receiptOf({ DATABRICKS_CLIENT_SECRET: "marker-wrong" });
    expect([unanswered(refused).length, receiptExitCode(refused)]).toEqual([lists.length, 3]);
    expect(JSON.stringify(refused)).not.toContain("marker");
  });

  const doctor = async (more: object = {}) =>
    (await examineAll(databricksChecks(settings, environment(more), fetch)))[0];

  it("is asked by doctor, signed in to as who will make the workspace", async () => {
    expect(await doctor()).toMatchObject({ verdict: "ok", found: "account 1111…5555, workspaces in it: 0" });
    expect(account.calls.get("GET workspaces")).toBe(1);
    const refused = await doctor({ DATABRICKS_CLIENT_SECRET: "marker-wrong" });
    expect(refused).toMatchObject({ verdict: "failed", fix: expect.stringContaining("service principal") });
    expect(JSON.stringify(refused)).not.toContain("marker");
    account.fault = (call) => (call === "GET workspaces" ? new RestError(403, "DENIED", "no admin") : undefined);
    expect(await doctor()).toMatchObject({ verdict: "failed", found: expect.stringContaining("no admin") });
  });
});

const settings = settingsOf();

function settingsOf() {
  const parsed = parseSettings({ ...databricksOnAwsStack });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

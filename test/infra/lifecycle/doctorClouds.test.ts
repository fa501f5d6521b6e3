import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { AzureSettings, Settings } from "../../../config/settings.ts";
import type { AzureManagement } from "../../../infra/lifecycle/azure/azureManagement.ts";
import { azureChecks } from "../../../infra/lifecycle/doctor/azureChecks.ts";
import { examineAll, type Finding } from "../../../infra/lifecycle/doctor/check.ts";
import { databricksChecks } from "../../../infra/lifecycle/doctor/databricksChecks.ts";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { azureStack, databricksOnAwsStack } from "../setup/stacks.ts";

type Found = Readonly<Record<string, Finding>>;
const byName = (findings: readonly Finding[]): Found => Object.fromEntries(findings.map((each) => [each.name, each]));

const owner = { value: [{ actions: ["*"], notActions: [] }] };
const contributor = { value: [{ actions: ["*"], notActions: ["Microsoft.Authorization/*/write"] }] };
const cores = (limit: number) => ({ value: [{ name: { value: "cores" }, currentValue: 10, limit }] });

/** An Azure where all is well, but for what a test says. */
async function onAzure(answers: Readonly<Record<string, unknown>> = {}): Promise<Found> {
  const well: Readonly<Record<string, unknown>> = {
    "": { state: "Enabled", displayName: "orchard" },
    "/providers/Microsoft.Databricks": { registrationState: "Registered" },
    "/providers/Microsoft.Network": { registrationState: "Registered" },
    "/providers/Microsoft.Storage": { registrationState: "Registered" },
    "/providers/Microsoft.Authorization/permissions": owner,
    "/providers/Microsoft.Compute/locations/francecentral/usages": cores(500),
  };
  const subscription = "0123456789abcdef";
  const management: AzureManagement = {
    subscription: async () => subscription,
    get: async (path) => {
      const place = (path.split("?")[0] ?? "").slice(`/subscriptions/${subscription}`.length);
      const answer = place in answers ? answers[place] : well[place];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return byName(await examineAll(azureChecks(settingsOf(azureStack) as AzureSettings, management)));
}

describe("the doctor on Azure", () => {
  it("finds all well, and names the subscription without giving it away", async () => {
    const found = await onAzure();
    expect(Object.values(found).map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => "ok"));
    expect(found["credentials"]?.found).toBe("azure: subscription 0123…cdef");
  });

  it.each([
    ["credentials", { "": undefined }, "failed", "az account set"],
    ["credentials", { "": { state: "Disabled" } }, "failed", "enable it"],
    [
      "Microsoft.Databricks",
      { "/providers/Microsoft.Databricks": { registrationState: "NotRegistered" } },
      "failed",
      "az provider register --namespace Microsoft.Databricks",
    ],
    [
      "permissions",
      { "/providers/Microsoft.Authorization/permissions": contributor },
      "failed",
      "Role Based Access Control Administrator",
    ],
    [
      "cores",
      { "/providers/Microsoft.Compute/locations/francecentral/usages": cores(12) },
      "failed",
      "Quotas in the portal",
    ],
    [
      "credentials",
      { "": new VergerError(exitCodes.auth, "Azure answered 401", "sign in again (az login)") },
      "failed",
      "az login",
    ],
  ])("%s that are not well are told with their fix: %j", async (name, answers, verdict, fix) => {
    expect((await onAzure(answers))[name]).toMatchObject({ verdict, fix: expect.stringContaining(fix) });
  });

  it("what Azure does not tell is unknown, never well", async () => {
    const found = await onAzure({
      "/providers/Microsoft.Authorization/permissions": undefined,
      "/providers/Microsoft.Compute/locations/francecentral/usages": undefined,
    });
    expect([found["permissions"]?.verdict, found["cores"]?.verdict]).toEqual(["unknown", "unknown"]);
  });
});

const existing = {
  ...databricksOnAwsStack,
  compute: {
    ...databricksOnAwsStack.compute,
    workspace: { kind: "existing", url: "https://dbc-1.cloud.databricks.com/" },
  },
};

const look = async (given: object, environment: Readonly<Record<string, string>>, answer: Response | undefined) => {
  const fetch = async (): Promise<Response> => answer ?? new Response("", { status: 404 });
  return Object.values(byName(await examineAll(databricksChecks(settingsOf(given), environment, fetch))))[0];
};

describe("the doctor on the way to Databricks", () => {
  const token = { DATABRICKS_TOKEN: "marker-token" };

  it("says as whom it reaches the workspace", async () => {
    const answer = Response.json({ userName: "ada@example.org" });
    expect(await look(existing, token, answer)).toMatchObject({
      verdict: "ok",
      found: "dbc-1.cloud.databricks.com as ada@example.org",
    });
  });

  it.each([
    ["nobody is signed in", {}, undefined, "DATABRICKS_TOKEN"],
    ["the token is refused", token, Response.json({ message: "invalid token" }, { status: 403 }), "check the token"],
    ["there is no workspace", token, undefined, "compute.workspace.url"],
  ])("%s: failed, with its fix and no token", async (_case, environment, answer, fix) => {
    const finding = await look(existing, environment, answer);
    expect(finding).toMatchObject({ verdict: "failed", fix: expect.stringContaining(fix) });
    expect(JSON.stringify(finding)).not.toContain("marker");
  });

  it.each([
    ["DATABRICKS_ACCOUNT_ID", {}],
    ["DATABRICKS_CLIENT_ID", { DATABRICKS_ACCOUNT_ID: "11111111-2222-3333-4444-555555555555" }],
  ])("a workspace of the stack's own needs %s", async (name, environment) => {
    expect(await look(databricksOnAwsStack, environment, undefined)).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining(name),
    });
  });
});

function settingsOf(given: object): Settings {
  const parsed = parseSettings({ ...given });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

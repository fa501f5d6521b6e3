import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import { azureManagement } from "../../../infra/lifecycle/azure/azureManagement.ts";
import { azureChecks } from "../../../infra/lifecycle/doctor/azureChecks.ts";
import { examineAll, type Finding } from "../../../infra/lifecycle/doctor/check.ts";
import { databricksChecks } from "../../../infra/lifecycle/doctor/databricksChecks.ts";
import { openAzure, type OpenAzure } from "../../cloud/setup/azure/openAzure.ts";
import { azureStack } from "../setup/stacks.ts";
import { describeNeeding } from "../../setup/needing.ts";

/** Each check, and the call by which it asks. */
const checks = {
  credentials: "GET subscription",
  "Microsoft.Databricks": "GET providers/Microsoft.Databricks",
  "Microsoft.Network": "GET providers/Microsoft.Network",
  "Microsoft.Storage": "GET providers/Microsoft.Storage",
  permissions: "GET providers/Microsoft.Authorization/permissions",
  cores: "GET providers/Microsoft.Compute/locations/francecentral/usages",
} as const;

describeNeeding("openssl", "the doctor asks Azure over real connections", () => {
  let open: OpenAzure;
  beforeAll(async () => {
    open = await openAzure();
  });
  beforeEach(() => {
    open.azure.calls.clear();
    open.azure.fault = undefined;
  });
  afterAll(() => open.close());

  async function examine(more: object = {}): Promise<Readonly<Record<string, Finding>>> {
    const parsed = parseSettings(azureStack);
    if (!parsed.ok || parsed.settings.cloud !== "azure") throw new Error("the sample stack is not one");
    const environment = { ...open.azure.environment, ...more };
    const management = azureManagement(environment, fetch, { retryMs: 1, wait: () => Promise.resolve() });
    const all = [...azureChecks(parsed.settings, management), ...databricksChecks(parsed.settings, environment, fetch)];
    return Object.fromEntries((await examineAll(all)).map((each) => [each.name, each]));
  }

  it("and finds all well, each check by its own call", async () => {
    const found = await examine();
    expect(Object.entries(found).filter(([, { verdict }]) => verdict !== "ok")).toEqual([]);
    expect(Object.keys(found)).toEqual([...Object.keys(checks), "workspace"]);
    expect([...open.azure.calls.keys()]).toEqual(expect.arrayContaining(Object.values(checks)));
  });

  it.each(Object.entries(checks))(
    "%s: what passes is asked again; what does not is told with its fix",
    async (name, call) => {
      for (const fault of ["throttled", "internal error", "expired token", "lost"] as const) {
        open.azure.calls.clear();
        open.azure.fault = (asked, before) => (asked === call && before === 0 ? fault : undefined);
        expect((await examine())[name], fault).toMatchObject({ verdict: "ok" });
      }
      for (const [fault, fix] of [
        ["forbidden", "Reader on the subscription"],
        ["expired token", "az login"],
        ["throttled", "again, later"],
        ["unavailable", "again, later"],
      ] as const) {
        open.azure.fault = (asked) => (asked === call ? fault : undefined);
        const finding = (await examine())[name];
        expect(finding, fault).toMatchObject({ verdict: "failed", fix: expect.stringContaining(fix) });
        expect(JSON.stringify(finding)).not.toContain("marker");
      }
    },
  );

  it("and says what is not well as Azure tells it", async () => {
    const { subscription } = open.azure;
    subscription.state = "Warned";
    subscription.cores = 8;
    subscription.providers.set("Microsoft.Databricks", "NotRegistered");
    const owner = subscription.permissions;
    subscription.permissions = [{ ...owner[0]!, notActions: ["Microsoft.Authorization/*/Write"] }];
    try {
      const found = await examine();
      const verdicts = Object.entries(found).map(([name, { verdict }]) => [name, verdict]);
      expect(Object.fromEntries(verdicts)).toMatchObject({
        credentials: "failed",
        "Microsoft.Databricks": "failed",
        "Microsoft.Network": "ok",
        permissions: "failed",
        cores: "failed",
      });
    } finally {
      subscription.state = "Enabled";
      subscription.cores = 500;
      subscription.providers.set("Microsoft.Databricks", "Registered");
      subscription.permissions = owner;
    }
  });

  it.each([
    ["a wrong secret", { ARM_CLIENT_SECRET: "marker-wrong" }, "ARM_CLIENT_SECRET"],
    ["a token of another workspace", { DATABRICKS_TOKEN: "marker-token" }, "unset DATABRICKS_TOKEN"],
    ["a principal of another workspace", { DATABRICKS_CLIENT_ID: "id" }, "unset DATABRICKS_CLIENT_ID"],
  ])(
    "%s does not get into a workspace that is still to be made: said before it costs anything",
    async (_case, more, fix) => {
      const { workspace } = await examine(more);
      expect(workspace).toMatchObject({ verdict: "failed", fix: expect.stringContaining(fix) });
      expect(JSON.stringify(workspace)).not.toContain("marker");
    },
  );
});

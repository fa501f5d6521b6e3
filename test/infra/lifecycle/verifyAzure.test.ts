import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { azureManagement } from "../../../infra/lifecycle/azure/azureManagement.ts";
import { azureQuestions } from "../../../infra/lifecycle/azure/azureQuestions.ts";
import { receiptExitCode } from "../../../infra/lifecycle/receipt/receiptExitCode.ts";
import { Receipt, unanswered, unplanned } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import { takeReceipt } from "../../../infra/lifecycle/receipt/takeReceipt.ts";
import { openAzure, type OpenAzure } from "../../cloud/setup/azure/openAzure.ts";
import type { ArmFault } from "../../cloud/setup/azure/startAzure.ts";
import { verger } from "../../cli/setup/verger.ts";
import { describeNeeding } from "../../setup/needing.ts";
import { accountId, plantStack, resultsGroup } from "../setup/azureThings.ts";

const stack = "orchard";
const checkout = fileURLToPath(new URL("../../../", import.meta.url));

describeNeeding("openssl", "what is left of a stack on Azure", () => {
  let open: OpenAzure;
  beforeAll(async () => {
    open = await openAzure();
  });
  beforeEach(() => {
    const { azure } = open;
    azure.subscription.clear();
    azure.calls.clear();
    azure.fault = undefined;
  });
  afterAll(() => open.close());

  /** The receipt as `verify` takes it, over real connections; pauses that Azure asks for are noted and not made. */
  async function receiptOf(waits: number[] = [], more: object = {}): Promise<Receipt> {
    const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
    const management = azureManagement({ ...open.azure.environment, ...more }, fetch, { retryMs: 1, wait });
    const kept = "verger:retainResults keeps the results";
    const questions = azureQuestions({ stack, region: "francecentral", kept, management });
    const subject = { stack, cloud: "azure", region: "francecentral" } as const;
    return Receipt.parse(await takeReceipt(subject, questions, () => new Date("2026-11-21T03:20:00Z")));
  }

  it("a subscription without the stack is clean, whatever another stack has there", async () => {
    plantStack(open.azure.subscription, "orchard-2");
    const receipt = await receiptOf();
    expect(receipt.remains).toEqual([]);
    expect(receiptExitCode(receipt)).toBe(0);
  });

  it("finds every kind of thing a stack makes, over all pages; only the results' account, its group and who may read it are meant to stay", async () => {
    const { subscription } = open.azure;
    plantStack(subscription, stack);
    const receipt = await receiptOf();
    expect(
      unplanned(receipt)
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual([
      "Microsoft.Databricks/accessConnectors",
      "Microsoft.Databricks/workspaces",
      "Microsoft.Network/natGateways",
      "Microsoft.Network/virtualNetworks",
      // Databricks' own, in the group it manages: no result is in there.
      "Microsoft.Storage/storageAccounts",
      "budget",
      // The stack's own and the one Databricks manages.
      "resource group",
      "resource group",
      "role assignment",
    ]);
    expect(receipt.remains.filter(({ onPurpose }) => onPurpose !== undefined).map(({ id }) => id)).toEqual([
      resultsGroup(stack),
      accountId(subscription, stack),
      expect.stringMatching(/containers\/photographs\/providers\/Microsoft.Authorization\/roleAssignments\/1{8}-/),
    ]);
    expect(receiptExitCode(receipt)).toBe(12);
  });

  it("finds what every life of a stack has kept by the groups' names alone, and what does not belong in there", async () => {
    const { subscription } = open.azure;
    const planted = `${subscription.path}/resourceGroups/${resultsGroup(stack, "00000002")}/providers/Microsoft.Compute/disks/d`;
    const kept = ["00000001", "00000002", "00000003", "00000004"].map((digits) => resultsGroup(stack, digits));
    for (const group of kept) {
      subscription.putGroup(group, { properties: {} });
      subscription.put(accountId(subscription, stack, group), { properties: {} });
    }
    subscription.put(planted, { properties: {} });
    const receipt = await receiptOf();
    expect(unplanned(receipt).map(({ id, by }) => [id, by])).toEqual([[planted, "name"]]);
    const onPurpose = receipt.remains.filter(({ onPurpose: why }) => why !== undefined).map(({ id }) => id);
    expect(onPurpose.toSorted()).toEqual(
      [...kept, ...kept.map((group) => accountId(subscription, stack, group))].toSorted(),
    );
  });

  it("leaves alone the group of a stack whose name looks like another's results, and any name of yours", async () => {
    const { subscription } = open.azure;
    plantStack(subscription, "orchard-results-0a1b2c3d");
    subscription.putGroup("verger-orchard-results-mine", { properties: {} });
    expect((await receiptOf()).remains).toEqual([]);
  });

  it("takes an account for the results' only in the group its name is made from", async () => {
    const { subscription } = open.azure;
    plantStack(subscription, stack);
    const there = accountId(subscription, stack);
    const elsewhere = there.replace(resultsGroup(stack), `verger-${stack}`);
    subscription.put(elsewhere, { tags: { "verger:stack": stack }, properties: {} });
    expect(unplanned(await receiptOf()).map(({ id }) => id)).toContain(elsewhere);
  });

  it("finds what was moved out of the group by its tag", async () => {
    const { subscription } = open.azure;
    const tags = { "verger:stack": stack };
    subscription.putGroup("elsewhere", { properties: {} });
    const disk = `${subscription.path}/resourceGroups/elsewhere/providers/Microsoft.Compute/disks/d`;
    subscription.put(disk, { tags, properties: {} });
    expect(unplanned(await receiptOf()).map(({ id, by }) => [id, by])).toEqual([[disk, "tag"]]);
  });

  /** The questions, by what the stand-in calls them. */
  const questions = [
    "GET resourcegroups",
    "GET resourcegroups/verger-orchard",
    "GET resourcegroups/verger-orchard-databricks",
    "GET resourceGroups/verger-orchard/resources",
    "GET resourceGroups/verger-orchard-databricks/resources",
    "GET providers/Microsoft.Consumption/budgets",
    "GET providers/Microsoft.Authorization/roleAssignments",
    "GET resources",
  ];

  it("asks each of its questions of Azure", async () => {
    await receiptOf();
    expect([...open.azure.calls.keys()].toSorted()).toEqual([...questions, "POST token"].toSorted());
  });

  describe.each(questions)("a question that meets a fault: %s", (question) => {
    it.each(["throttled", "internal error", "unavailable", "expired token", "lost"] as const)(
      "%s once, it is asked again and answered",
      async (fault) => {
        plantStack(open.azure.subscription, stack);
        open.azure.fault = (call, before) => (call === question && before === 0 ? fault : undefined);
        const receipt = await receiptOf();
        expect(unanswered(receipt)).toEqual([]);
        expect(unplanned(receipt)).toHaveLength(9);
        expect(open.azure.calls.get(question)).toBeGreaterThan(1);
      },
    );

    it.each([
      ["forbidden", 3, "403"],
      ["expired token", 3, "401"],
      ["throttled", 4, "429"],
      ["unavailable", 4, "503"],
      ["lost", 4, "the connection failed"],
    ] satisfies readonly (readonly [ArmFault, number, string])[])(
      "%s for ever, the receipt proves nothing of it and ends with %i",
      async (fault, exitCode, words) => {
        open.azure.fault = (call) => (call === question ? fault : undefined);
        const receipt = await receiptOf();
        expect(unanswered(receipt)).toHaveLength(1);
        expect(unanswered(receipt)[0]?.refused).toContain(words);
        expect(receiptExitCode(receipt)).toBe(exitCode);
        expect(JSON.stringify(receipt)).not.toContain("marker");
      },
    );
  });

  it("waits as long as Azure asks for, and not after the last attempt", async () => {
    open.azure.fault = (call) => (call === "GET resources" ? "throttled" : undefined);
    const waits: number[] = [];
    await receiptOf(waits);
    expect(waits).toEqual([1000, 1000, 1000, 1000, 1000]);
  });

  it("a secret that is refused, a sign-in that does not answer: nothing is proven, and nothing given away", async () => {
    open.azure.fault = (call) => (call === "POST token" ? "unavailable" : undefined);
    const silent = await receiptOf();
    expect([unanswered(silent).length, receiptExitCode(silent)]).toEqual([questions.length, 4]);
    open.azure.fault = undefined;
    const refused = await receiptOf([], { ARM_CLIENT_SECRET: "marker-wrong" });
    expect([unanswered(refused).length, receiptExitCode(refused)]).toEqual([questions.length, 3]);
    expect(JSON.stringify([silent, refused])).not.toContain("marker");
  });

  describe("verger verify on Azure, as it is typed", () => {
    let project: string;
    beforeEach(async () => {
      project = await mkdtemp(join(tmpdir(), "verger-verify-"));
      await cp(join(checkout, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
      await cp(join(checkout, "stacks"), join(project, "stacks"), { recursive: true });
    });
    afterEach(() => rm(project, { recursive: true, force: true }));
    const verify = (...more: string[]) => verger(project, ["verify", ...more], open.environment);
    const named = ["-s", "azure-francecentral"];

    it("is 0 where nothing is left and 12 where something is, with and without settings", async () => {
      expect((await verify(...named)).code).toBe(0);
      plantStack(open.azure.subscription, "azure-francecentral");
      const left = await verify(...named);
      expect([left.code, left.stdout]).toEqual([12, expect.stringContaining("9 left of azure-francecentral")]);
      await rm(join(project, "stacks", "Pulumi.azure-francecentral.yaml"));
      const byRun = await verify("--run-id", "azure-francecentral-0b9d196c86", "--cloud", "azure");
      expect([byRun.code, byRun.stdout]).toEqual([12, expect.stringContaining("natGateways")]);
    });

    it("is 3 where a question is refused, and no secret is on any screen", async () => {
      open.azure.fault = (call) => (call === "GET resources" ? "forbidden" : undefined);
      const { code, stdout, stderr } = await verify(...named, "--verbose");
      expect(code, stderr).toBe(3);
      expect(stdout).toContain("not proven");
      expect(`${stdout}${stderr}`).not.toContain("marker");
    });
  });
});

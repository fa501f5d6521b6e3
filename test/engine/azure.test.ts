import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { databricksOfAzure } from "../../infra/submission/databricksApi.ts";
import { Receipt, unplanned } from "../../infra/lifecycle/receipt/receiptSchema.ts";
import { type Finished, startVerger } from "../cli/setup/verger.ts";
import { openAzure, type OpenAzure } from "../cloud/setup/azure/openAzure.ts";
import { workspaceHost } from "../cloud/setup/azure/startAzure.ts";
import { type LocalDatabricks, startDatabricks } from "../cloud/setup/databricks/startDatabricks.ts";
import { mirrorInAzure } from "../cloud/setup/mirror/azure.ts";
import { describeNeedingAll } from "../setup/needing.ts";
import { leftovers, up } from "./setup/engineCases.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";

const name = "azure-francecentral";
const receiptOf = ({ stdout }: Finished): Receipt => Receipt.parse(JSON.parse(stdout));
/** What a receipt says was kept on purpose, by kind. */
const keptIn = (finished: Finished): Receipt["remains"] =>
  receiptOf(finished)
    .remains.filter(({ onPurpose }) => onPurpose !== undefined)
    .toSorted((a, b) => a.kind.localeCompare(b.kind));
/** What a life of the stack leaves on purpose: the results, and the right of who made it to read them. */
const keptKinds = ["Microsoft.Storage/storageAccounts", "resource group", "role assignment"];
const told = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;

/** What the engine makes on Azure and what the receipt asks Azure for are held together: the Resource Manager's stand-in has both. */
describeNeedingAll(["pulumi", "openssl"], "a stack on Azure, and what is left of it", ({ pulumi }) => {
  let folder: string;
  let open: OpenAzure;
  let databricks: LocalDatabricks;
  let stack: StackWorkspace;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-azure-engine-"));
    open = await openAzure({
      names: [workspaceHost],
      servers: async (certificate, { entra }) => {
        const accepts = (given: string | undefined) => entra.counts(given, databricksOfAzure);
        databricks = await startDatabricks({ spark: "", folder, certificate, accepts });
        return { [workspaceHost]: Number(new URL(databricks.host).port) };
      },
    });
    stack = await openStack(pulumi, name);
    mirrorInAzure(stack.cloud, open.azure.environment, { blobs: false });
  });
  afterAll(async () => {
    await stack.close();
    await databricks.stop();
    await open.close();
    await rm(folder, { recursive: true, force: true });
  });

  const verger = (...args: string[]): Promise<Finished> => {
    const PATH = [dirname(pulumi), stack.environment["PATH"]].join(delimiter);
    return startVerger(stack.project, args, { ...stack.environment, ...open.environment, PATH }).finished;
  };

  const nothingThere = (): void => {
    open.azure.subscription.clear();
    for (const { type, id } of stack.cloud.resources) stack.cloud.remove(type, id);
  };

  it("is seen whole by verify, is taken away but for the results' account, and what was planted is found and not deleted", async () => {
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    const standing = await verger("verify", "-s", name, "--json");
    expect(standing.code, told(standing)).toBe(12);
    const kinds = new Set(unplanned(receiptOf(standing)).map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual([
      "Microsoft.Databricks/accessConnectors",
      "Microsoft.Databricks/workspaces",
      "Microsoft.Network/natGateways",
      "Microsoft.Network/networkSecurityGroups",
      "Microsoft.Network/publicIPAddresses",
      "Microsoft.Network/virtualNetworks",
      "Microsoft.Storage/storageAccounts",
      "budget",
      "resource group",
      "role assignment",
    ]);

    const gone = await verger("destroy", "-s", name, "--yes", "--json");
    expect(gone.code, told(gone)).toBe(0);
    expect(leftovers(stack)).toEqual([]);
    expect(keptIn(gone).map(({ kind }) => kind)).toEqual(keptKinds);
    expect(gone.stderr).toMatch(
      /verger fetch --from abfss:\/\/photographs@verger[0-9a-f]{18}\.dfs\.core\.windows\.net\/runs\//,
    );
    expect(gone.stderr).toContain("verger:allowedAddresses");
    expect(told(gone)).not.toContain("marker");

    const { subscription } = open.azure;
    subscription.putGroup(`verger-${name}`, { location: "francecentral", properties: {} });
    const nat = `${subscription.path}/resourceGroups/verger-${name}/providers/Microsoft.Network/natGateways/planted`;
    subscription.put(nat, { location: "francecentral", properties: {} });
    const planted = await verger("destroy", "-s", name, "--yes", "--json");
    expect(planted.code, told(planted)).toBe(12);
    expect(unplanned(receiptOf(planted)).map(({ id }) => id)).toEqual([`verger-${name}`, nat]);
    expect(subscription.resource(nat).id).toBe(nat);
  });

  it("can be made again after results were kept: each life has an account of its own, and the receipt names them all", async () => {
    nothingThere();
    const first = await stack.pulumi(up);
    expect(first.code, first.output).toBe(0);
    const gone = await verger("destroy", "-s", name, "--yes", "--json");
    expect(gone.code, told(gone)).toBe(0);
    const again = await stack.pulumi(up);
    expect(again.code, again.output).toBe(0);
    const goneAgain = await verger("destroy", "-s", name, "--yes", "--json");
    expect(goneAgain.code, told(goneAgain)).toBe(0);

    expect(leftovers(stack)).toEqual([]);
    expect(unplanned(receiptOf(goneAgain))).toEqual([]);
    expect(keptIn(gone).map(({ kind }) => kind)).toEqual(keptKinds);
    expect(keptIn(goneAgain).map(({ kind }) => kind)).toEqual(keptKinds.flatMap((kind) => [kind, kind]));
    const ids = keptIn(goneAgain).map(({ id }) => id);
    expect(new Set(ids.map((id) => id.split("/").at(-1))).size, "no name is had twice").toBe(6);
    expect(ids).toEqual(expect.arrayContaining(keptIn(gone).map(({ id }) => id)));
  });

  it("goes whole, its group too, where the results are not to be kept", async () => {
    nothingThere();
    await stack.editSettings((text) => text.replace(/retainResults: .*/, "retainResults: false"));
    const made = await stack.pulumi(up);
    expect(made.code, made.output).toBe(0);
    const gone = await verger("destroy", "-s", name, "--yes", "--json");
    expect(gone.code, told(gone)).toBe(0);
    expect(receiptOf(gone).remains).toEqual([]);
    expect(stack.cloud.resources).toEqual([]);
  });
});

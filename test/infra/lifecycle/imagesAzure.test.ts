import { truncateSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { Settings } from "../../../config/settings.ts";
import type { Pulumi } from "../../../infra/lifecycle/engine/pulumi.ts";
import { bringImages } from "../../../infra/lifecycle/images/bringImages.ts";
import { requireImages } from "../../../infra/lifecycle/images/requireImages.ts";
import { removeImages } from "../../../infra/lifecycle/images/removeImages.ts";
import { databricksOfAzure } from "../../../infra/submission/databricksApi.ts";
import { listImages } from "../../../job/images/listImages.ts";
import { openAzure, type OpenAzure } from "../../cloud/setup/azure/openAzure.ts";
import { workspaceHost } from "../../cloud/setup/azure/startAzure.ts";
import { RestError } from "../../cloud/setup/databricks/restError.ts";
import { type LocalDatabricks, startDatabricks } from "../../cloud/setup/databricks/startDatabricks.ts";
import { accountId, plantStack } from "../setup/azureThings.ts";
import { request } from "../setup/submissions.ts";
import { azureStack } from "../setup/stacks.ts";
import { describeNeeding } from "../../setup/needing.ts";

const stack = "orchard";
const folderOfVolume = "/Volumes/verger_orchard/photographs/images/";
const pictures = { "a.jpg": "an apple", "pears/a.png": "a pear", "pears/b c.png": "another" };

/** The stack's storage account lets only Databricks in, so that is the way: a workspace that was made a minute ago. */
describeNeeding("openssl", "photographs of this machine, brought to Azure", () => {
  let open: OpenAzure;
  let databricks: LocalDatabricks;
  let home: string;
  let folder: string;
  let volume: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "verger-images-"));
    open = await openAzure({
      names: [workspaceHost],
      servers: async (certificate, { entra }) => {
        const accepts = (given: string | undefined) => entra.counts(given, databricksOfAzure);
        databricks = await startDatabricks({ spark: "", folder: join(home, "databricks"), certificate, accepts });
        return { [workspaceHost]: Number(new URL(databricks.host).port) };
      },
    });
  });
  afterAll(async () => {
    await databricks.stop();
    await open.close();
    await rm(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(home, "photographs-"));
    volume = await mkdtemp(join(home, "volume-"));
    await mkdir(join(folder, "pears"));
    for (const [path, text] of Object.entries(pictures)) await writeFile(join(folder, path), text);
    await databricks.workspace.volumes.create("verger_orchard/photographs/images", pathToFileURL(volume).href);
    open.azure.subscription.clear();
    plantStack(open.azure.subscription, stack);
  });
  afterEach(() => {
    databricks.workspace.fault = undefined;
    databricks.workspace.calls.clear();
    open.azure.fault = undefined;
  });

  const commands: string[] = [];
  /** An engine whose state names the account, the volume and the workspace. */
  const pulumi: Pulumi = async (args) => {
    commands.push(args.join(" "));
    const group = `${open.azure.subscription.path}/resourceGroups/verger-orchard`;
    const resources = [
      ["azure-native:storage:StorageAccount", "storage", accountId(open.azure.subscription, stack)],
      ["databricks:index/volume:Volume", "bundles", "verger_orchard.photographs.bundles"],
      ["databricks:index/volume:Volume", "images", "verger_orchard.photographs.images"],
      [
        "azure-native:databricks:Workspace",
        "workspace",
        `${group}/providers/Microsoft.Databricks/workspaces/verger-orchard`,
      ],
    ].map(([type, name, id]) => ({ type, id, custom: true, urn: `urn:pulumi:orchard::verger::${type}::${name}` }));
    const stdout = args[1] === "export" ? JSON.stringify({ deployment: { resources } }) : "";
    return { code: 0, output: stdout, stdout };
  };
  const bring = async (onProgress = (): void => {}, signal = new AbortController().signal) =>
    bringImages({
      pulumi,
      stack,
      settings: settingsOf(),
      folder,
      images: await listImages(folder, { label: "none" }),
      onLine: () => {},
      onProgress,
      signal,
      environment: open.azure.environment,
    });
  const there = async (): Promise<string[]> =>
    (await readdir(volume, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(volume.length + 1))
      .toSorted();

  it("lie in the volume by their paths before there is a job, and are not sent again while they are the same", async () => {
    expect(await bring()).toMatchObject({
      images: 3,
      bytes: 21,
      kept: 0,
      others: 0,
      place: { host: `https://${workspaceHost}`, folder: folderOfVolume },
    });
    expect(commands.find((command) => command.startsWith("up "))).toContain("--exclude **verger:index:Submission**");
    expect(await there()).toEqual(Object.keys(pictures));
    expect(await bring()).toMatchObject({ images: 3, kept: 3 });
    await writeFile(join(folder, "a.jpg"), "an Apple");
    expect(await bring(), "the same size, other bytes").toMatchObject({ kept: 2 });
    expect(await readFile(join(volume, "a.jpg"), "utf8")).toBe("an Apple");
  });

  it("go on where they were stopped, and what is brought stays", async () => {
    for (let at = 0; at < 40; at++) await writeFile(join(folder, `${at}.jpg`), `picture ${at}`);
    const stop = new AbortController();
    await expect(bring(() => stop.abort(), stop.signal)).rejects.toMatchObject({ exitCode: 130 });
    const before = await there();
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(43);
    expect(await bring()).toMatchObject({ images: 43, kept: before.length });
  });

  it("outlast throttling, 5xx and a token that ends midway", async () => {
    databricks.workspace.fault = (call, before) => {
      if (before > 0) return undefined;
      if (call.endsWith("a.jpg")) return new RestError(429, "REQUEST_LIMIT_EXCEEDED", "Too many requests.");
      if (call.endsWith("a.png")) return new RestError(503, "TEMPORARILY_UNAVAILABLE", "Later.");
      if (call.endsWith("c.png")) open.azure.entra.expireAll();
      return undefined;
    };
    expect(await bring()).toMatchObject({ images: 3, kept: 0 });
    expect(await there()).toEqual(Object.keys(pictures));
  });

  it("never go to an account without the stack's tag, nor to another region than the stack's file says", async () => {
    const { subscription } = open.azure;
    const account = subscription.resource(accountId(subscription, stack));
    subscription.put(account.id, { ...account, tags: { "verger:stack": "orchard-2" } });
    await expect(bring()).rejects.toMatchObject({ exitCode: 5, message: expect.stringContaining("tag of orchard") });
    subscription.put(account.id, { ...account, location: "westeurope" });
    await expect(bring()).rejects.toMatchObject({ exitCode: 5, message: expect.stringContaining("westeurope") });
    expect(await there()).toEqual([]);
  });

  it("are not brought where Azure does not say whose the account is", async () => {
    open.azure.fault = (call) => (/storageAccounts/.test(call) ? "forbidden" : undefined);
    await expect(bring()).rejects.toMatchObject({ exitCode: 3 });
    open.azure.fault = undefined;
    open.azure.subscription.clear();
    await expect(bring()).rejects.toMatchObject({ exitCode: 4, hint: expect.stringContaining("pulumi refresh") });
    expect(await there()).toEqual([]);
  });

  it("are missed before a job is started, whatever empty folders there are; one that is deep down is enough", async () => {
    const target = { platform: "databricks" as const, host: `https://${workspaceHost}`, jobId: "1" };
    const asked = { ...request, stack, target, ownImages: true, images: folderOfVolume };
    const { environment } = open.azure;
    await mkdir(join(volume, "pears", "ripe"), { recursive: true });
    await writeFile(join(volume, "pears", "notes.txt"), "no picture");
    await expect(requireImages(asked, environment)).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining("--images FOLDER"),
    });
    await writeFile(join(volume, "pears", "ripe", "a.jpg"), "a pear");
    await requireImages(asked, environment);
  });

  it("that did not arrive whole are said, not taken for brought", async () => {
    // The second listing is the one after everything was sent.
    databricks.workspace.fault = (call, before) => {
      if (call.endsWith("/images") && before > 0) truncateSync(join(volume, "a.jpg"));
      return undefined;
    };
    await expect(bring()).rejects.toMatchObject({ exitCode: 4, message: expect.stringContaining("a.jpg") });
  });

  it("are counted beside others that were there, and only those that were brought are removed afterwards", async () => {
    await writeFile(join(volume, "theirs.jpg"), "theirs");
    const { place, others } = await bring();
    expect(others).toBe(1);
    await removeImages({ place, paths: Object.keys(pictures) }, open.azure.environment);
    expect(await there()).toEqual(["theirs.jpg"]);
    await removeImages({ place, paths: Object.keys(pictures) }, open.azure.environment);
  });
});

function settingsOf(): Settings {
  const parsed = parseSettings({ ...azureStack });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeTornSideFiles, restoreNewestCheckpoint } from "../../../../infra/lifecycle/engine/mendState.ts";
import { type StackFiles, stackFiles } from "../../../../infra/lifecycle/engine/stackFiles.ts";

let folder: string;
let files: StackFiles;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-state-"));
  const backend = stackFiles({ project: "verger", url: `file://${folder}` }, "orchard", { folder: "/", home: "/" });
  if (backend === undefined) throw new Error("a file backend has files");
  files = backend;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A checkpoint of `orchard` in which a number of resources stand. */
const checkpoint = (resources: number, stack = "orchard"): string =>
  JSON.stringify({
    version: 3,
    checkpoint: {
      stack: `organization/verger/${stack}`,
      latest: { resources: Array.from({ length: resources }, (_, at) => ({ urn: `urn:pulumi:${at}` })) },
    },
  });

/** Writes a file that is so many seconds old. */
async function lay(path: string, content: string | Buffer, age: number): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  const then = Date.now() / 1000 - age;
  await utimes(path, then, then);
}

const state = (): string => join(files.checkpoints, "orchard.json");
const read = (path: string): Promise<string> => readFile(path, "utf8");

describe("side files", () => {
  it("that are empty or cut off are removed, whole ones stay, and the state is not touched", async () => {
    await lay(state(), checkpoint(3), 0);
    await lay(`${state()}.attrs`, "", 0);
    await lay(`${files.meta}.attrs`, '{"user.cache_control":"","us', 0);
    await lay(join(files.checkpoints, "other.json.attrs"), "", 0);
    expect(await removeTornSideFiles(files)).toEqual(["meta.yaml.attrs", "orchard.json.attrs"]);
    expect(await read(state())).toBe(checkpoint(3));
    expect(await readdir(files.checkpoints)).toEqual(["orchard.json", "other.json.attrs"]);
    await lay(`${state()}.attrs`, '{"md5":"x"}', 0);
    expect(await removeTornSideFiles(files)).toEqual([]);
  });
});

describe("the newest whole checkpoint", () => {
  it("is what a killed run had written and not yet renamed; the state before it is kept", async () => {
    await lay(state(), checkpoint(3), 10);
    await lay(`${state()}.18eb948e125d286f.tmp`, checkpoint(4), 5);
    expect(await restoreNewestCheckpoint(files)).toBe("orchard.json.18eb948e125d286f.tmp");
    expect(await read(state())).toBe(checkpoint(4));
    expect(await read(`${state()}.bak`)).toBe(checkpoint(3));
    expect((await readdir(files.checkpoints)).toSorted()).toEqual(["orchard.json", "orchard.json.bak"]);
  });

  it.each([
    ["older than the state", checkpoint(2), 20],
    ["cut off", checkpoint(4).slice(0, -10), 5],
    ["another stack's", checkpoint(4, "meadow"), 5],
  ])("is not one that is %s", async (_which, content, age) => {
    await lay(state(), checkpoint(3), 10);
    await lay(`${state()}.18eb948e125d286f.tmp`, content, age);
    expect(await restoreNewestCheckpoint(files)).toBeUndefined();
    expect(await read(state())).toBe(checkpoint(3));
  });

  it.each([
    ["the one before it", () => `${state()}.bak`],
    ["the history", () => join(files.history, "orchard-1790000000000000000.checkpoint.json")],
    ["the backups", () => join(files.backups, "orchard.1790000000000000000.json")],
  ])("comes from %s where the state is cut off, which is kept beside it", async (_which, newest) => {
    await lay(state(), checkpoint(9).slice(0, 60), 0);
    for (const path of [`${state()}.bak`, join(files.history, "orchard-1.checkpoint.json")])
      await lay(path, checkpoint(1), 100);
    await lay(join(files.backups, "orchard.2.json"), "", 1);
    await lay(newest(), checkpoint(8), 50);
    expect(newest()).toContain((await restoreNewestCheckpoint(files)) ?? "nothing");
    expect(await read(state())).toBe(checkpoint(8));
    expect(await read(`${state()}.torn`)).toBe(checkpoint(9).slice(0, 60));
  });

  it("is read where the backend compresses it", async () => {
    await lay(`${state()}.gz`, gzipSync(checkpoint(9)).subarray(0, 30), 0);
    await lay(`${state()}.gz.bak`, gzipSync(checkpoint(8)), 10);
    expect(await restoreNewestCheckpoint(files)).toBe("orchard.json.gz.bak");
  });

  it("does not exist: nothing is invented, and the error says how to find what stands", async () => {
    await lay(state(), "", 0);
    await lay(`${state()}.bak`, "{}", 0);
    await expect(restoreNewestCheckpoint(files)).rejects.toMatchObject({
      exitCode: 4,
      hint: expect.stringContaining("verger verify -s orchard"),
    });
    expect(await read(state())).toBe("");
  });

  it("of a stack that was never made is nothing to restore", async () => {
    expect(await restoreNewestCheckpoint(files)).toBeUndefined();
  });
});

it.each([
  ["file:///states", "/states/.pulumi/meta.yaml"],
  ["file:///states?metadata=skip", "/states/.pulumi/meta.yaml"],
  ["file://~", "/home/ada/.pulumi/meta.yaml"],
  ["file://~/states", "/home/ada/states/.pulumi/meta.yaml"],
  ["file://./states", "/project/states/.pulumi/meta.yaml"],
  ["s3://bucket", undefined],
  [undefined, undefined],
])("the backend %s has its files under %s", (url, meta) => {
  const where = { folder: "/project", home: "/home/ada" };
  expect(stackFiles({ project: "verger", url }, "orchard", where)?.meta).toBe(meta);
});

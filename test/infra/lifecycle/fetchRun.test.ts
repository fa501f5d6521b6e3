import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchRun } from "../../../infra/lifecycle/results/fetchRun.ts";
import type { RunPart } from "../../../infra/lifecycle/results/runParts.ts";
import type { RunManifest } from "../../../job/results/runManifest.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";
import type { Storage } from "../../../job/storage/storage.ts";
import { exampleManifest } from "../../job/results/exampleManifest.ts";

let root: string;
let remote: Storage;
let home: Storage;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "verger-fetch-"));
  remote = diskStorage(join(root, "remote"));
  home = diskStorage(join(root, "home"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const files: Record<string, string> = {
  "features/part-00000.parquet": "features of the first shard",
  "features/part-00001.parquet": "features of the second",
  ...Object.fromEntries([2, 3, 4, 5, 6].map((part) => [`features/part-0000${part}.parquet`, `part ${part}`])),
  "pca/model.json": "{}",
};
const manifest: RunManifest = {
  ...exampleManifest,
  state: "succeeded",
  files: Object.entries(files).map(([path, text]) => ({
    path,
    bytes: text.length,
    sha256: createHash("sha256").update(text).digest("hex"),
  })),
};

async function fill(storage: Storage, its: RunManifest = manifest): Promise<void> {
  for (const [path, text] of Object.entries(files)) await storage.write(path, Buffer.from(text));
  for (const litter of ["_SUCCESS", "progress.json", "_unfinished/plan.json", "run.lock"])
    await storage.write(litter, Buffer.from("{}"));
  await storage.write("run.json", Buffer.from(JSON.stringify(its)));
}

const fetch = (only: readonly RunPart[] = [], stop = new AbortController().signal, from: Storage = remote) =>
  fetchRun({ remote: from, home, only, onProgress: () => {}, stop });
const paths = async () => (await home.list("")).map(({ path }) => path);

describe("fetching a run", () => {
  it("brings every result and the manifest, and none of the driver's own files", async () => {
    await fill(remote);
    expect(await fetch()).toMatchObject({ files: 8, kept: 0 });
    expect(await paths()).toEqual([...Object.keys(files), "run.json"]);
    expect(await readFile(join(root, "home/pca/model.json"), "utf8")).toBe("{}");
  });

  it("goes on where it was stopped: what is right stays, what is not is fetched again", async () => {
    await fill(remote);
    const stop = new AbortController();
    const slow: Storage = {
      ...remote,
      readRange: async (...range) => {
        stop.abort();
        return remote.readRange(...range);
      },
    };
    await expect(fetch([], stop.signal, slow)).rejects.toMatchObject({ exitCode: 130 });
    expect(await paths(), "an unfinished folder is not taken for a run").not.toContain("run.json");
    await writeFile(join(root, "home/features/part-00000.parquet"), "features of the first shorn");
    expect((await fetch()).kept).toBeGreaterThanOrEqual(1);
    expect(await readFile(join(root, "home/features/part-00000.parquet"), "utf8")).toBe(
      files["features/part-00000.parquet"],
    );
    expect(await paths()).toEqual([...Object.keys(files), "run.json"]);
  });

  it("does not publish a file whose bytes are not those the job wrote", async () => {
    await fill(remote);
    await remote.write("features/part-00001.parquet", Buffer.from("features of the wrongs"));
    await expect(fetch()).rejects.toMatchObject({ exitCode: 10, message: expect.stringContaining("part-00001") });
    expect(await paths()).not.toContain("features/part-00001.parquet");
  });

  it("says before it copies anything that a result is missing", async () => {
    await fill(remote);
    await remote.remove("pca/model.json");
    await expect(fetch()).rejects.toThrow("1 of 8 results are missing");
    expect(await paths()).toEqual(["fetch.json"]);
  });

  it("refuses to write over another run, or into somebody's folder", async () => {
    await fill(remote);
    await fill(home, { ...manifest, startedAt: "2025-01-01T00:00:00.000Z" });
    await expect(fetch()).rejects.toMatchObject({ exitCode: 2 });
    await rm(join(root, "home"), { recursive: true });
    await home.write("notes.txt", Buffer.from("mine"));
    await expect(fetch()).rejects.toMatchObject({ exitCode: 2 });
    expect(await paths()).toEqual(["notes.txt"]);
  });

  it("replaces an earlier state of the same run", async () => {
    await fill(home, { ...manifest, state: "running" });
    await fill(remote);
    expect((await fetch()).kept).toBe(8);
    expect(JSON.parse(await readFile(join(root, "home/run.json"), "utf8"))).toMatchObject({ state: "succeeded" });
  });

  it("brings only what was asked for", async () => {
    await fill(remote);
    await fetch(["pca"]);
    expect(await paths()).toEqual(["pca/model.json", "run.json"]);
  });

  it("of a job that has not begun says so", async () => {
    await expect(fetch()).rejects.toThrow("no run.json");
  });
});

import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import type { Cluster } from "../../job/engines/spark/cluster.ts";
import { bytesOf, numbersOf } from "../../job/engines/spark/columnsOf.ts";
import { conductJob } from "../../job/engines/spark/conductJob.ts";
import { inPlaceCluster } from "../../job/engines/spark/inPlace/inPlaceCluster.ts";
import { Given, Task } from "../../job/engines/spark/inPlace/task.ts";
import { taskStage } from "../../job/engines/spark/inPlace/taskStage.ts";
import { taskWorker } from "../../job/engines/spark/inPlace/taskWorker.ts";
import { recordBatch, textColumn } from "../../job/engines/spark/recordBatches.ts";
import { openExtractor } from "../../job/features/openExtractor.ts";
import { prepareModel } from "../../job/features/prepareModel.ts";
import { expectSameProjections } from "./expectSameProjections.ts";
import { localRun } from "./localRun.ts";
import { picture, writeFiles } from "./pictures.ts";
import { resultsOf } from "./resultsOf.ts";

const choice = { extractor: "pixels", size: 4, grey: true, components: 3, weights: "seeded:0" } as const;
const spec = JobSpec.parse(choice);
const model = await prepareModel(spec, {
  cacheFolder: "nowhere",
  baseUrl: "https://example.invalid/",
  onProgress: () => {},
  fetch: () => Promise.reject(new Error("tests download no weights")),
});

/** Without Spark's own writer between, nothing else keeps a task that ran twice from doubling its rows. */
describe("tasks that read and write in place", () => {
  let folder: string;
  let images: string;
  let asked: Task[][];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-in-place-"));
    asked = [];
    const files: Record<string, Uint8Array> = {};
    for (let number = 0; number < 60; number++)
      files[`${number % 3}/né ${number}.png`] = await picture(number, 8 + 4 * (number % 5));
    files["_raw/empty.jpg"] = new Uint8Array();
    images = await writeFiles(join(folder, "images"), files);
    await symlink("nowhere.jpg", join(images, "1", "link.jpg"));
    await writeFile(Buffer.concat([Buffer.from(`${images}/`), Buffer.from([0xff]), Buffer.from(".jpg")]), "");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Workers whose tasks all run twice: as after a lost executor, or when Spark tries a slow one elsewhere too. */
  const driver = {
    say: async () => {},
    async run(tasks: readonly (readonly string[])[], given: object): Promise<string[]> {
      asked.push(...tasks.map((texts) => texts.map((text) => Task.parse(JSON.parse(text)))));
      const worker = taskWorker({ ...Given.parse(given), spec, openExtractor: () => openExtractor(model) });
      const attempt = async (): Promise<string[]> => {
        const found: string[] = [];
        for (const texts of tasks) found.push(...(await answersOf(texts, worker.work)));
        return found;
      };
      await attempt();
      return attempt();
    },
  };
  const run = () => join(folder, "runs", "spark");
  const cluster = (given: { readonly cores?: number; readonly dimension?: number } = {}): Cluster =>
    inPlaceCluster({ driver, spec, model: { ...model, ...given }, cores: given.cores ?? 2, images, run: run() });
  const job = {
    runId: "spark",
    spec: { ...spec, maxRejects: 0.1 },
    folder: "runs/spark",
    cores: 3,
    picturesATask: 4,
    runtime: {},
    vergerVersion: "0.0.0",
  };
  const conduct = (on: Cluster): Promise<boolean> => conductJob(job, { cluster: on, model, now: () => new Date(0) });

  it("give the local engine's results, each picture once, and leave nothing else", async () => {
    await conduct(cluster({ cores: 5 }));
    const here = await resultsOf(await localRun(images, join(folder, "runs"), { ...choice, maxRejects: 0.1 }));
    const there = await resultsOf(run());
    expect(there.features).toEqual(here.features);
    expect(there.features).toHaveLength(60);
    expect(there.rejects).toEqual(here.rejects);
    expect(there.rejects.map(({ path }) => path)).toEqual(["1/link.jpg", "_raw/empty.jpg", "\ufffd.jpg"]);
    expectSameProjections(there.projections, here.projections);
    const tables = await Promise.all(["features", "rejects", "pca"].map((name) => readdir(join(run(), name))));
    const listed = there.manifest!.files.map(({ path }) => path.split("/").at(-1)!);
    expect(tables.flat().sort()).toEqual(listed.sort());
    expect((await readdir(run())).filter((name) => name.startsWith("_"))).toEqual(["_SUCCESS"]);
    expect(new Set(asked.flat().map(({ kind }) => kind))).toEqual(
      new Set(["features", "statistics", "merge", "projections"]),
    );
  });

  it("are of even size, sorted by path, and hold no more features than fit", async () => {
    const few = cluster({ dimension: 2 ** 20 });
    await few.run.write("run.json", new Uint8Array());
    await few.list();
    await few.configure({ tasks: 3, rows: 1, settings: {} });
    const waves = [await few.featurize({ wave: 0, waves: 2 }), await few.featurize({ wave: 1, waves: 2 })];
    expect(waves.map((wave) => wave.images).reduce((sum, count) => sum + count)).toBe(63);
    for (const wave of [asked.slice(0, 3), asked.slice(3)]) {
      const sizes = wave.map((task) => paths(task).length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
    expect(asked.flatMap(paths).sort()).toEqual([...new Set(asked.flatMap(paths))].sort());
    for (const task of asked) expect(paths(task)).toEqual(paths(task).sort());
    for (const part of asked.flat()) expect(paths([part]).length).toBeLessThanOrEqual(8);
    expect(waves.flatMap(({ files }) => files).filter(({ path }) => path.startsWith("features/"))).toHaveLength(
      asked.flat().length,
    );
  });

  it("replace what an attempt left that was killed before it counted", async () => {
    const left = cluster();
    await conduct({
      ...left,
      async configure(setup) {
        for (let part = 0; part < 9; part++)
          await left.run.write(`features/part-00000-00${part}.parquet`, Buffer.from("stale"));
        await left.configure(setup);
      },
    });
    expect((await resultsOf(run())).features).toHaveLength(60);
  });

  it("fail on a machine that does not see the pictures, where each would be missing", async () => {
    const blind = cluster();
    await blind.run.write("run.json", new Uint8Array());
    await blind.list();
    await rm(images, { recursive: true });
    await expect(blind.featurize({ wave: 0, waves: 1 })).rejects.toThrow("every machine of the cluster has to");
  });
});

const paths = (task: readonly Task[]): string[] => task.flatMap((part) => (part.kind === "features" ? part.paths : []));

/** What the stage answers to texts, once it has accounted for every one of them. */
async function answersOf(texts: readonly string[], work: Parameters<typeof taskStage>[0]): Promise<string[]> {
  const found: string[] = [];
  for await (const answer of taskStage(work)(batchesOf(texts))) {
    expect(numbersOf(answer, "rows")).toEqual(Array(answer.numRows).fill(1));
    found.push(...bytesOf(answer, "summary").map((bytes) => new TextDecoder().decode(bytes)));
  }
  expect(found).toHaveLength(texts.length);
  return found;
}

async function* batchesOf(texts: readonly string[]) {
  for (const text of texts) yield recordBatch([textColumn("text", [text])]);
}

async function threeSteps(_: Task, progress: () => void): Promise<string> {
  for (let step = 0; step < 3; step++) {
    progress();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return "done";
}

const idle = (): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), 30));

describe("the stage of tasks", () => {
  const merge = JSON.stringify({ kind: "merge", files: [], place: "" });

  it("shows each step as an answer without rows, which keeps the bridge from ending it", async () => {
    const rows: number[] = [];
    for await (const answer of taskStage(threeSteps, 2)(batchesOf([merge, merge]))) rows.push(answer.numRows);
    expect(rows.filter((count) => count === 1)).toHaveLength(2);
    expect(rows.filter((count) => count === 0).length).toBeGreaterThanOrEqual(2);
  });

  it("shows nothing where nothing is done, so that the bridge ends it", async () => {
    const rows: number[] = [];
    for await (const answer of taskStage(idle, 2)(batchesOf([merge]))) rows.push(answer.numRows);
    expect(rows).toEqual([1]);
  });

  it("refuses what is no task", async () => {
    await expect(answersOf(['{"kind":"format the disk"}'], async () => null)).rejects.toThrow(z.ZodError);
  });
});

import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError, JobFailedError } from "../../job/contract/errors.ts";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { conductJob } from "../../job/engines/spark/conductJob.ts";
import { connectDriver } from "../../job/engines/spark/connectDriver.ts";
import type { Cluster, Wave } from "../../job/engines/spark/cluster.ts";
import type { RunFiles } from "../../job/engines/spark/runFiles.ts";
import type { PreparedModel } from "../../job/features/preparedModel.ts";
import { RunManifest } from "../../job/results/runManifest.ts";
import { sha256 } from "../../job/results/sha256.ts";

const model: PreparedModel = { kind: "pixels", inputSize: 1, channels: 3, dimension: 3 };
const job = {
  runId: "one",
  spec: JobSpec.parse({ extractor: "pixels", weights: "seeded", components: 1 }),
  folder: "s3://bucket/runs/one",
  cores: 2,
  picturesATask: 10,
  runtime: { spark: "3.5.6" },
  vergerVersion: "0.0.0",
};

const fitted = {
  samples: 80,
  mean: Float64Array.of(1, 2, 3),
  scale: Float64Array.of(1, 1, 1),
  components: { rows: 1, columns: 3, values: Float64Array.of(1, 0, 0) },
  explainedVariance: Float64Array.of(2),
  explainedVarianceRatio: Float64Array.of(0.5),
  totalVariance: 4,
  whiten: false,
  solver: "covariance" as const,
  constantFeatures: [],
};

/** A cluster that keeps the run folder in memory: 80 pictures, which are 4 waves of 20. */
class FakeCluster implements Cluster, RunFiles {
  readonly run = this;
  readonly files = new Map<string, string>();
  readonly asked: string[] = [];
  readonly said: string[] = [];
  /** What a wave does beside coming to its 20 pictures. */
  meanwhile: (wave: number) => Promise<void> = async () => {};
  refusal: Error | undefined;
  count = 80;
  readonly #writing = new Set<string>();

  async list() {
    this.asked.push("list");
    const listing = sha256(`listing of ${this.count}`);
    return { folder: "s3://bucket/images", count: this.count, bytes: 8000, listing, passedOver: 0, inPlace: false };
  }

  async configure() {}

  async featurize({ wave }: { wave: number }): Promise<Wave> {
    this.asked.push(`wave ${wave}`);
    await this.meanwhile(wave);
    const path = `features/part-0000${wave}-000.parquet`;
    this.files.set(path, "features");
    return { images: 20, rejects: wave === 0 ? 1 : 0, files: [{ path, bytes: 8, sha256: sha256("features") }] };
  }

  async fit({ parts }: { parts: readonly string[] }) {
    this.asked.push(`fit ${parts.length}`);
    if (this.refusal !== undefined) throw this.refusal;
    return fitted;
  }

  async project({ parts }: { parts: readonly string[] }) {
    this.asked.push(`project ${parts.length}`);
    return [{ path: "pca/part-00000.parquet", bytes: 3, sha256: sha256("pca") }];
  }

  async occupied() {
    return this.files.size > 0;
  }

  async read(path: string) {
    return this.files.get(path) ?? null;
  }

  async sizes(paths: readonly string[]) {
    return paths.map((path) => this.files.get(path)?.length ?? null);
  }

  /** As a file system does it: by a file beside it, which two writes at once would share. */
  async write(path: string, content: Uint8Array) {
    if (this.#writing.has(path)) throw new Error(`${path} is being written`);
    this.#writing.add(path);
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.#writing.delete(path);
    this.files.set(path, new TextDecoder().decode(content));
  }

  async move() {}

  async remove(path: string) {
    this.asked.push(`remove ${path}`);
  }

  async say(line: string) {
    this.said.push(line);
  }

  get manifest(): RunManifest {
    return RunManifest.parse(JSON.parse(this.files.get("run.json") ?? "null"));
  }

  get waves(): string[] {
    return this.asked.filter((each) => each.startsWith("wave")).sort();
  }
}

const Progress = z.object({ stage: z.string(), done: z.number(), message: z.string().optional() });

/** What is decided here is what a cluster somebody pays for does: too much of it, twice, or nothing at all. */
describe("a job on Spark, as it is conducted", () => {
  let cluster: FakeCluster;

  beforeEach(() => {
    cluster = new FakeCluster();
  });

  let clock = Date.parse("2026-11-21T00:00:00Z");
  const conduct = (): Promise<boolean> => conductJob(job, { cluster, model, now: () => new Date((clock += 100)) });
  const progress = () => Progress.parse(JSON.parse(cluster.files.get("progress.json") ?? "null"));
  const stages = () =>
    cluster.said.map((line) => Progress.parse(JSON.parse(line.slice("verger ".length)))).map(({ stage }) => stage);

  it("does every wave, fits, projects, and writes _SUCCESS last", async () => {
    expect(await conduct()).toBe(true);
    expect(cluster.waves).toEqual(["wave 0", "wave 1", "wave 2", "wave 3"]);
    expect(cluster.asked.slice(-3)).toEqual(["fit 4", "project 4", "remove _unfinished"]);
    expect([...cluster.files.keys()].at(-1)).toBe("_SUCCESS");
    expect(cluster.manifest).toMatchObject({
      state: "succeeded",
      engine: { name: "spark", workers: 2, shards: 4 },
      counts: { images: 80, features: 79, rejects: 1, shardsDone: 4 },
      pca: { components: 1, solver: "covariance" },
      runtime: { spark: "3.5.6", node: process.versions.node },
      peakMemoryBytes: null,
      attempts: 1,
    });
    expect(cluster.manifest.files.map(({ path }) => path).filter((path) => path.startsWith("pca/"))).toEqual([
      "pca/part-00000.parquet",
      "pca/mean.npy",
      "pca/scale.npy",
      "pca/components.npy",
      "pca/model.json",
    ]);
    expect(stages()).toEqual(["listing", ...Array(5).fill("features"), "statistics", "projections", "finished"]);
    expect(progress()).toMatchObject({ stage: "finished", done: 80 });
  });

  it("asks for two waves at a time, no more", async () => {
    let now = 0;
    let most = 0;
    cluster.meanwhile = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
    };
    await conduct();
    expect(most).toBe(2);
  });

  it("goes on with what was left: finished waves are kept, those whose files are gone are done again", async () => {
    cluster.meanwhile = async (wave) => {
      if (wave >= 2) throw new JobFailedError("the cluster went away", "Submit it again.");
    };
    await expect(conduct()).rejects.toThrow("the cluster went away");
    expect(cluster.manifest).toMatchObject({ state: "failed", failure: "the cluster went away" });
    expect(cluster.manifest.counts.shardsDone).toBe(2);
    expect(progress()).toMatchObject({ stage: "failed", done: 40, message: "the cluster went away" });
    expect(cluster.files.has("_SUCCESS")).toBe(false);

    cluster.files.set("features/part-00001-000.parquet", "feat");
    cluster.asked.length = 0;
    cluster.meanwhile = async () => {};
    await conduct();
    expect(cluster.waves).toEqual(["wave 1", "wave 2", "wave 3"]);
    expect(cluster.manifest).toMatchObject({ state: "succeeded", attempts: 2, counts: { features: 79 } });
  });

  it("begins no wave after one has failed, and waits for the one beside it", async () => {
    cluster.meanwhile = async (wave) => {
      if (wave === 0) throw new JobFailedError("no memory left", "Take larger nodes.");
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await expect(conduct()).rejects.toThrow("no memory left");
    expect(cluster.waves).toEqual(["wave 0", "wave 1"]);
    expect(cluster.files.has("shards/part-00001.json")).toBe(true);
  });

  it("passes on why the solver refuses, and keeps the features", async () => {
    cluster.refusal = new InputError("one row has no variance", "Give more pictures.");
    await expect(conduct()).rejects.toMatchObject({ exitCode: 2, hint: "Give more pictures." });
    expect(cluster.manifest).toMatchObject({ state: "failed", counts: { features: 79 } });
  });

  it("leaves a run that has succeeded alone, and a folder that is another's", async () => {
    await conduct();
    cluster.asked.length = 0;
    const before = cluster.files.get("run.json");
    expect(await conduct(), "nothing was left to do").toBe(false);
    expect(cluster.asked).toEqual(["list", "remove _unfinished"]);
    expect(cluster.files.get("run.json")).toBe(before);

    const others = new Map([["notes.txt", "mine"]]);
    cluster = new FakeCluster();
    for (const [path, text] of others) cluster.files.set(path, text);
    await expect(conduct()).rejects.toThrow("is not a run of verger");
    expect(cluster.files).toEqual(others);
  });

  it("refuses a folder without pictures before it changes anything", async () => {
    cluster.count = 0;
    await expect(conduct()).rejects.toThrow("No image in s3://bucket/images");
    expect(cluster.files.size).toBe(0);
  });
});

const connect = () => {
  const answers = new PassThrough();
  const requests = new PassThrough({ encoding: "utf8" });
  return { driver: connectDriver(createInterface({ input: answers }), requests), answers, requests };
};

describe("the driver at the end of two pipes", () => {
  it("gets each answer to who asked, whatever their order", async () => {
    const { driver, answers, requests } = connect();
    const asked = [driver.read("a"), driver.read("b")];
    expect(requests.read()).toContain('{"id":1,"ask":"read","with":{"path":"a"}}\n');
    answers.write('{"id":2,"value":"content of b"}\n{"id":1,"value":null}\n');
    expect(await Promise.all(asked)).toEqual([null, "content of b"]);
  });

  it("throws what went wrong there, with what to do", async () => {
    const { driver, answers } = connect();
    const asked = [driver.read("a"), driver.read("b")];
    const outcomes = Promise.allSettled(asked);
    answers.write('{"id":1,"error":"no such bucket","hint":"Make it."}\n{"id":2,"value":"content of b"}\n');
    expect(await outcomes).toMatchObject([
      { reason: { name: "JobFailedError", message: "no such bucket", hint: "Make it." } },
      { value: "content of b" },
    ]);
  });
});

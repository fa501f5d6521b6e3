import { describe, expect, it } from "vitest";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { planPca } from "../../job/engines/spark/planPca.ts";
import { type Found, planRun } from "../../job/engines/spark/planRun.ts";
import type { PreparedModel } from "../../job/features/preparedModel.ts";
import type { RunManifest } from "../../job/results/runManifest.ts";
import { manifestOf } from "./manifestOf.ts";
import { sha256 } from "../../job/results/sha256.ts";

const spec = JobSpec.parse({ extractor: "pixels", weights: "seeded" });
const model: PreparedModel = { kind: "pixels", inputSize: 4, channels: 3, dimension: 48 };

function found(more: Partial<Found> = {}): Found {
  return {
    folder: "s3://bucket/runs/one",
    spec,
    listing: imagesOf(6000),
    earlier: undefined,
    occupied: false,
    cores: 2,
    picturesATask: 1000,
    ...more,
  };
}

const imagesOf = (count: number, bytesEach = 5000, passedOver = 0) => ({
  folder: "s3://bucket/images",
  count,
  bytes: count * bytesEach,
  listing: sha256(`listing of ${count}`),
  passedOver,
  inPlace: false,
});

const earlier = (state: RunManifest["state"]): RunManifest => {
  const { passedOver: _, inPlace: __, ...images } = imagesOf(6000);
  return { ...manifestOf({ spec, model, images, shards: 3 }), state };
};

const rowsOf = (bytesEach: number) => planRun(found({ listing: imagesOf(100, bytesEach) }), model).setup.rows;

const record = (rows: number, rejects = 0) => ({
  version: 1 as const,
  shard: 0,
  input: sha256(""),
  rows,
  rejects,
  files: [],
  seconds: 1,
});

/** A bad plan costs a cluster its hour: too many tasks start Node for nothing, too few leave cores idle. */
describe("the plan of a run on Spark", () => {
  it.each([
    [6000, 2, 3, 2],
    [600, 2, 1, 2],
    [1, 2, 1, 1],
    [100, 64, 1, 4],
    [1_000_000, 64, 16, 64],
    [100_000_000, 64, 1563, 64],
  ])("cuts %i pictures on %i cores into %i waves of about %i tasks", (count, cores, waves, tasks) => {
    const plan = planRun(found({ listing: imagesOf(count), cores }), model);
    expect(plan.waves).toBe(waves);
    expect(plan.setup.tasks).toBe(tasks);
  });

  it("gives pictures Spark passes over a shard of their own", () => {
    const plan = planRun(found({ listing: imagesOf(6000, 5000, 3) }), model);
    expect(plan.shards).toBe(plan.waves + 1);
  });

  it("hands large pictures over few at a time", () => {
    expect([rowsOf(5000), rowsOf(2 ** 22), rowsOf(2 ** 30)]).toEqual([64, 8, 1]);
  });

  it("goes on with the waves a run began with, on a cluster of another size", () => {
    const plan = planRun(found({ earlier: earlier("interrupted"), cores: 64 }), model);
    expect(plan).toMatchObject({ waves: 3, done: false });
    expect(plan.input).toBe(planRun(found(), model).input);
  });

  it("does nothing again once a run has succeeded", () => {
    expect(planRun(found({ earlier: earlier("succeeded") }), model).done).toBe(true);
  });

  it.each([
    ["there is no picture", { listing: imagesOf(0) }, "No image in s3://bucket/images"],
    ["the folder is someone else's", { occupied: true }, "s3://bucket/runs/one exists and is not a run of verger."],
    ["the pictures are others", { listing: imagesOf(6001), earlier: earlier("failed") }, "the photographs"],
    [
      "the features are others",
      { spec: { ...spec, grey: true }, earlier: earlier("failed") },
      "the extractor, its weights or how pictures are read",
    ],
  ])("refuses to begin where %s", (_why, more, message) => {
    expect(() => planRun(found(more), model)).toThrow(message);
  });

  it("refuses a run of the local engine, whose parts have other names", () => {
    const local = { ...earlier("interrupted"), engine: { name: "local" as const, workers: 2, shards: 16 } };
    expect(() => planRun(found({ earlier: local }), model)).toThrow("was begun by the local engine");
  });
});

describe("the plan of a PCA on Spark", () => {
  const run = { maxRejects: 0.05, folder: "s3://bucket/runs/one" };

  it("keeps the rows while there are no more of them than features", () => {
    expect(planPca({ ...run, images: 1280, records: [record(1280)] }, 1280).keepRows).toBe(true);
    expect(planPca({ ...run, images: 1281, records: [record(1000), record(281)] }, 1280).keepRows).toBe(false);
  });

  it("never passes over pictures that were listed and not read", () => {
    expect(() => planPca({ ...run, images: 1000, records: [record(999)] }, 1280)).toThrow("999 were read");
  });

  it("says that too many pictures were rejected, and that a PCA does not fit", () => {
    expect(() => planPca({ ...run, images: 100, records: [record(90, 10)] }, 1280)).toThrow("10 of 100 pictures");
    expect(() => planPca({ ...run, images: 9000, records: [record(9000)] }, 8193)).toThrow("does not fit the driver");
    expect(() => planPca({ ...run, images: 8000, records: [record(8000)] }, 100_352)).toThrow("does not fit");
  });
});

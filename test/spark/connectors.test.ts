import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { connectorsCluster } from "../../job/engines/spark/connectors/connectorsCluster.ts";
import { pictureNames } from "../../job/engines/spark/pictureNames.ts";
import type { SparkDriver } from "../../job/engines/spark/sparkDriver.ts";
import { encodeStatistics } from "../../job/engines/spark/statisticsBytes.ts";
import { fitPca } from "../../job/pca/fitPca.ts";
import { sha256 } from "../../job/results/sha256.ts";
import { twoPass } from "../job/pca/twoPass.ts";
import { writeFiles } from "./pictures.ts";

const spec = JobSpec.parse({ extractor: "pixels", weights: "seeded", components: 2 });
const part = (path: string) => ({ path, bytes: 8, sha256: sha256(path) });

/** Spark and its file systems, which keep the run folder in memory. */
class FakeDriver implements SparkDriver {
  readonly files = new Map<string, Uint8Array>();
  readonly asked: Record<string, unknown>[] = [];
  readonly puts: string[] = [];
  found: Awaited<ReturnType<SparkDriver["features"]>> = { images: 0, rejects: [], parts: [] };
  summaries: readonly Uint8Array[] = [];

  readonly say = async () => {};
  readonly complain = async () => {};
  readonly stop = async () => 1;
  readonly run = async () => [];
  readonly occupied = async () => this.files.size > 0;
  readonly read = async () => null;
  readonly sizes = async (paths: readonly string[]) => paths.map((path) => this.files.get(path)?.length ?? null);
  readonly put = async (path: string, file: string) => {
    this.puts.push(file);
    this.files.set(path, await readFile(file));
  };
  readonly move = async (source: string, target: string) => {
    this.files.set(target, this.files.get(source)!);
    this.files.delete(source);
  };
  readonly remove = async (path: string) => {
    for (const name of this.files.keys()) if (name === path || name.startsWith(`${path}/`)) this.files.delete(name);
  };
  readonly list = async (names: object) => {
    this.asked.push({ names });
    return { count: 3, bytes: 30, listing: sha256("listing"), own: [["_raw/a.jpg", 10] as [string, number]] };
  };
  readonly configure = async (setup: object) => void this.asked.push({ ...setup });
  readonly features = async ({ place }: { readonly place: string }) => {
    for (const { path } of this.found.parts) this.files.set(path, Buffer.from("features"));
    this.files.set(`${place}/features/_committed`, new Uint8Array());
    return this.found;
  };
  readonly statistics = async (plan: { readonly folder: string }) => {
    this.asked.push({ ...plan });
    for (const [index, bytes] of this.summaries.entries()) await writeFile(join(plan.folder, String(index)), bytes);
    return this.summaries.length;
  };
  readonly projections = async ({ model }: { readonly model: string }) => {
    this.asked.push({ model: deserialize(await readFile(model)) });
    this.files.set("_unfinished/pca/pca/one", Buffer.from("pca"));
    return [part("_unfinished/pca/pca/one")];
  };
}

/** Of 10 rows of 3. */
const statisticsOf = (values: Float32Array): Uint8Array =>
  encodeStatistics(twoPass({ rows: 10, columns: 3, values: Float64Array.from(values) }));

/** What Python is not told here, a cluster behind connectors does not do: doubled rows, pictures that nobody opens. */
describe("a cluster behind Spark's connectors", () => {
  let staging: string;
  let driver: FakeDriver;

  beforeEach(async () => {
    staging = await mkdtemp(join(tmpdir(), "verger-connectors-"));
    driver = new FakeDriver();
  });
  afterEach(() => rm(staging, { recursive: true, force: true }));

  const cluster = (images = "s3a://bucket/images") => connectorsCluster({ driver, spec, images, cores: 4, staging });
  const setup = { tasks: 2, rows: 64, settings: { "spark.sql.adaptive.enabled": "false" } };

  it("has a bucket listed by Spark, and a disk by the local engine's rules", async () => {
    const remote = cluster();
    expect(await remote.list()).toMatchObject({
      folder: "s3a://bucket/images",
      count: 3,
      passedOver: 1,
      inPlace: false,
    });
    await remote.configure(setup);
    expect(driver.asked).toEqual([{ names: pictureNames }, { ...setup, ...pictureNames, own: [["_raw/a.jpg", 10]] }]);

    const content = Buffer.from("picture");
    const images = await writeFiles(join(staging, "images"), {
      "a/1.jpg": content,
      "a/_DSC1.jpg": content,
      "_raw/2.png": content,
      "_day=3/4.png": content,
      "a/empty.jpg": new Uint8Array(),
      "a/.hidden.jpg": content,
      "a/notes.txt": content,
    });
    const here = cluster(`file:${images}`);
    expect(await here.list()).toMatchObject({ folder: `file:${images}`, count: 5, bytes: 28, passedOver: 3 });
    await here.configure(setup);
    expect(driver.asked.at(-1)).toMatchObject({
      own: [
        ["_raw/2.png", 7],
        ["a/_DSC1.jpg", 7],
        ["a/empty.jpg", 0],
      ],
    });
  });

  it("gives parts their names, writes the rejects, and removes what a killed attempt left", async () => {
    for (const stale of [1, 2, 3]) driver.files.set(`features/part-00005-00${stale}.parquet`, Buffer.from("stale"));
    driver.files.set("features/part-00006-000.parquet", Buffer.from("another wave's"));
    const rejects = [
      { path: "b.jpg", reason: "empty" },
      { path: "a.jpg", reason: "cut" },
    ];
    const parts = [part("_unfinished/00005/features/x"), part("_unfinished/00005/features/y")];
    driver.found = { images: 12, rejects, parts };
    const wave = await cluster().featurize({ wave: 5, waves: 9 });
    expect(wave).toMatchObject({ images: 12, rejects: 2 });
    const names = [
      "features/part-00005-000.parquet",
      "features/part-00005-001.parquet",
      "rejects/part-00005-000.parquet",
    ];
    expect(wave.files.map(({ path }) => path)).toEqual(names);
    expect([...driver.files.keys()].sort()).toEqual([...names, "features/part-00006-000.parquet"].sort());
    const written = driver.files.get("rejects/part-00005-000.parquet")!;
    expect(await parquetReadObjects({ file: Uint8Array.from(written).buffer, compressors })).toEqual(
      rejects.toReversed(),
    );
    expect(driver.puts.map((file) => existsSync(file))).toEqual([false]);
  });

  const rows = Float32Array.from({ length: 60 }, (_, at) => Math.sin(at * at + 1));
  const half = (from: number) => rows.subarray(from, from + 30);
  const fitted = () =>
    fitPca(
      async function* () {
        yield { rows: 20, columns: 3, values: rows };
      },
      { components: 2, scale: false },
    );

  it("fits a PCA to the statistics of all partitions, and leaves them nowhere", async () => {
    driver.summaries = [statisticsOf(half(0)), statisticsOf(half(30))];
    const connected = cluster();
    const model = await connected.fit({ dimension: 3, keepRows: false, parts: [] });
    const expected = await fitted();
    for (const [at, value] of model.components.values.entries())
      expect(value).toBeCloseTo(expected.components.values[at]!, 9);
    expect(driver.asked[0]).toMatchObject({ partitions: 4, keepRows: false });
    expect(existsSync(String(driver.asked[0]?.folder))).toBe(false);

    expect(await connected.project({ model, parts: [] })).toEqual([
      { ...part("_unfinished/pca/pca/one"), path: "pca/part-00000.parquet" },
    ]);
    expect(driver.asked[1]).toEqual({ model });
  });

  it("fits it to the rows while there are few, in one partition and thus in order", async () => {
    driver.summaries = [half(0), half(30)].map((values) => new Uint8Array(values.slice().buffer));
    expect(await cluster().fit({ dimension: 3, keepRows: true, parts: [] })).toEqual(await fitted());
    expect(driver.asked[0]).toMatchObject({ partitions: 1, keepRows: true });
  });
});

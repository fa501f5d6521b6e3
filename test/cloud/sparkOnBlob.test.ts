import { BlobServiceClient } from "@azure/storage-blob";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { blobStorage } from "../../job/storage/blob/blobStorage.ts";
import type { Storage } from "../../job/storage/storage.ts";
import { describeNeedingAll } from "../setup/needing.ts";
import { expectSameProjections } from "../spark/expectSameProjections.ts";
import { localRun } from "../spark/localRun.ts";
import { picture, writeFiles } from "../spark/pictures.ts";
import { resultsOf } from "../spark/resultsOf.ts";
import { sparkHome } from "../spark/sparkHome.ts";
import { SparkSession } from "../spark/sparkSession.ts";
import { copyOut } from "./setup/copyOut.ts";
import { startEmulator } from "./setup/startEmulator.ts";
import type { LocalServer } from "./setup/startServer.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const account = "devstoreaccount1";
const spec = { extractor: "pixels", size: 8, weights: "seeded:0", components: 3, maxRejects: 0.5 } as const;

const place = (path: string): string => `wasb://orchard@${account}/${path}`;

/**
 * Spark against Blob storage, where a rename is a copy and a folder is nothing but a name: what is lost or written twice
 * there would be lost on Azure. Azurite answers; it has no Data Lake endpoint, so Spark speaks `wasb://` and not the
 * `abfss://` of Databricks.
 */
describeNeedingAll(["azurite", "wasb", "spark35"], "a job on Spark in Blob storage (Azurite, wasb)", (needed) => {
  let folder: string;
  let server: LocalServer | undefined;
  let session: SparkSession | undefined;
  let storage: Storage;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-blob-"));
    server = await startEmulator(needed.azurite, join(folder, "azurite"));
    const container =
      BlobServiceClient.fromConnectionString("UseDevelopmentStorage=true").getContainerClient("orchard");
    await container.create();
    storage = blobStorage(container, "");
    const home = await sparkHome(join(folder, "home"), spec);
    const jars = (await readdir(needed.wasb)).map((name) => join(needed.wasb, name)).join(":");
    session = await SparkSession.start(needed.spark35, home, "local[2]", {
      "spark.driver.extraClassPath": jars,
      "spark.hadoop.fs.azure.storage.emulator.account.name": account,
      "spark.verger.picturesATask": "8",
    });
  });
  afterAll(async () => {
    await session?.stop();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("gives the features, rejects and projections of the local engine", async () => {
    const files: Record<string, Uint8Array> = {};
    for (let number = 0; number < 30; number++)
      files[`pommes d'été ${number % 3}/${number}.jpg`] = await picture(number);
    files["_raw/first.jpg"] = await picture(30);
    files["vide.jpg"] = new Uint8Array();
    const images = await writeFiles(join(folder, "images"), files);
    for (const [path, content] of Object.entries(files)) await storage.write(`images/${path}`, content);

    await session?.succeed({ images: place("images"), out: place("runs"), runId: "spark", spec });
    const there = await resultsOf(await copyOut(storage, "runs/spark", join(folder, "fetched")));
    const here = await resultsOf(await localRun(images, join(folder, "runs"), spec));
    expect(there.features).toEqual(here.features);
    expect(there.rejects).toEqual(here.rejects);
    expectSameProjections(there.projections, here.projections);
    expect(there.manifest).toMatchObject({ state: "succeeded", counts: { images: 32, features: 31, rejects: 1 } });
    const listed = there.manifest!.files.map(({ path }) => path);
    const stored = (await storage.list("runs/spark/")).map(({ path }) => path.slice("runs/spark/".length));
    expect(stored.filter((path) => /\.(parquet|npy)$/.test(path)).toSorted()).toEqual(
      listed.filter((path) => /\.(parquet|npy)$/.test(path)).toSorted(),
    );
  });

  it("says that there is no picture where there is nothing at all", async () => {
    expect(await session?.run({ images: place("nothing-there"), out: place("runs"), runId: "none", spec })).toBe(2);
    expect(session?.log).toContain(`No image in ${place("nothing-there")}`);
  });
});

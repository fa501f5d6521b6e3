import { CreateBucketCommand, CreateMultipartUploadCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { InputError, VergerError } from "../../../job/contract/errors.ts";
import { blobStorage } from "../../../job/storage/blob/blobStorage.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";
import { openStorage } from "../../../job/storage/openStorage.ts";
import type { Storage } from "../../../job/storage/storage.ts";
import { type Azurite, startAzurite } from "../../cloud/setup/startAzurite.ts";
import { motoEnvironment, startMoto } from "../../cloud/setup/startMoto.ts";
import type { LocalServer } from "../../cloud/setup/startServer.ts";
import { describeNeeding } from "../../setup/needing.ts";
import { storageContract } from "./storageContract.ts";

const context = { workingFolder: "/", environment: {} };
const bucket = "orchard-eu-west-3";
let opened = 0;

function openOnS3(): Promise<Storage> {
  return openStorage(`s3://${bucket}/runs/${opened++}/`, context);
}

describe("a storage on a disk", () => {
  const roots: string[] = [];
  afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true }))));

  storageContract(async () => {
    const root = await mkdtemp(join(tmpdir(), "verger-storage-"));
    roots.push(root);
    return diskStorage(root);
  });
});

describeNeeding("moto", "a storage in S3 (moto answers)", (python) => {
  let server: LocalServer;
  let client: S3Client;

  beforeAll(async () => {
    const moto = await startMoto(python);
    server = moto;
    for (const [name, value] of Object.entries(motoEnvironment(moto.endpoint))) vi.stubEnv(name, value);
    client = new S3Client({ region: "eu-west-3" });
    for (const region of ["eu-west-3", "us-west-2", "eu-west-2"] as const)
      await new S3Client({ region }).send(
        new CreateBucketCommand({
          Bucket: `orchard-${region}`,
          CreateBucketConfiguration: { LocationConstraint: region },
        }),
      );
  });
  afterAll(async () => {
    client.destroy();
    vi.unstubAllEnvs();
    await server.stop();
  });

  storageContract(openOnS3);

  it("keeps to its prefix: neither a neighbour's files nor folder markers are listed", async () => {
    const whole = await openStorage(`s3://${bucket}`, context);
    const run = await openStorage("s3://orchard-eu-west-3/some/run", context);
    for (const path of ["some/run/a", "some/run-2/b", "some/run/features_$folder$"])
      await whole.write(path, new Uint8Array(1));
    expect(await run.list("")).toEqual([{ path: "a", bytes: 1 }]);
    expect(run.locate("a")).toBe("s3://orchard-eu-west-3/some/run/a");
  });

  it("lists more files than S3 tells at once", { timeout: 120_000 }, async () => {
    const storage = await openOnS3();
    const names = Array.from({ length: 1100 }, (_, at) => `part-${String(at).padStart(5, "0")}`);
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => storage.write(name, new Uint8Array())));
    expect((await storage.list("")).map(({ path }) => path)).toEqual(names);
  });

  it("discards what a killed writer left, which would be paid for unseen", async () => {
    const storage = await openStorage("s3://orchard-eu-west-3/killed", context);
    for (const Key of ["killed/features/part-00000.parquet", "other/part-00000.parquet"])
      await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    expect(await storage.discardUnfinished()).toBe(1);
    expect(await storage.discardUnfinished()).toBe(0);
  });

  it.each([
    ["orchard-us-west-2", "us-west-2, which is not a region of aws in the EU"],
    ["orchard-eu-west-2", "eu-west-2, which is eu-west-2 (London, GB): in neither the EU nor the EEA"],
  ])("refuses %s, where data would leave the EU", async (bucket, reason) => {
    const error = await openStorage(`s3://${bucket}/runs`, context).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(VergerError);
    expect(error).toMatchObject({ exitCode: 5, message: `s3://${bucket} is in ${reason}` });
  });

  it("says that there is no such bucket, in words", async () => {
    const error = await openStorage("s3://no-such-orchard/runs", context).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain("there is no bucket no-such-orchard");
  });
});

describeNeeding("azurite", "a storage in Blob storage (Azurite answers)", (main) => {
  let server: Azurite;
  beforeAll(async () => {
    server = await startAzurite(main);
  });
  afterAll(() => server.stop());

  storageContract(async () => blobStorage(await server.container(`orchard-${opened++}`), "runs/1"));

  it("keeps to its prefix and does not take the folders of a hierarchical account for files", async () => {
    const container = await server.container(`orchard-${opened++}`);
    const all = blobStorage(container, "");
    for (const path of ["some/run/a", "some/run-2/b"]) await all.write(path, new Uint8Array(1));
    await container.getBlockBlobClient("some/run/features").upload("", 0, { metadata: { hdi_isfolder: "true" } });
    const run = blobStorage(container, "some/run");
    expect(await run.list("")).toEqual([{ path: "a", bytes: 1 }]);
    expect(run.locate("a")).toMatch(/^abfss:\/\/orchard-\d+@.*\/some\/run\/a$/);
  });

  it("says that there is no such container, in words", async () => {
    const container = await server.container(`orchard-${opened++}`);
    await container.delete();
    const error = await blobStorage(container, "")
      .write("a", new Uint8Array(1))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain("there is no container");
  });
});

import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { RunManifest } from "../../job/results/runManifest.ts";
import { diskStorage } from "../../job/storage/diskStorage.ts";
import { openStorage } from "../../job/storage/openStorage.ts";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { type Finished, verger } from "../cli/setup/verger.ts";
import { describeNeeding } from "../setup/needing.ts";
import { motoEnvironment, startMoto } from "./setup/startMoto.ts";
import type { LocalServer } from "./setup/startServer.ts";

const runs = "s3://orchard-results/runs";
const job = ["job", "--images", "orchard", "--extractor", "pixels", "--size", "8", "--components", "2"];

describeNeeding("moto", "runs of the local engine in S3 (moto answers)", (python) => {
  let folder: string;
  let server: LocalServer;
  let environment: Record<string, string>;
  const inFolder = (...args: string[]): Promise<Finished> => verger(folder, args, environment);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-in-s3-"));
    await renderOrchard(join(folder, "orchard"), { count: 24 });
    const moto = await startMoto(python);
    server = moto;
    environment = motoEnvironment(moto.endpoint);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const client = new S3Client({ region: "eu-west-3" });
    await client.send(
      new CreateBucketCommand({
        Bucket: "orchard-results",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-3" },
      }),
    );
    client.destroy();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("a job writes there what it writes on a disk, and its report", async () => {
    const onDisk = await inFolder(...job, "--run-id", "one", "--no-report");
    const inS3 = await inFolder(...job, "--run-id", "one", "--out", runs);
    expect([onDisk.code, inS3.code, inS3.stderr]).toEqual([0, 0, expect.not.stringContaining("warning")]);
    expect(inS3.stdout).toContain(`${runs}/one/report/index.html`);
    const [disk, s3] = [diskStorage(join(folder, "runs", "one")), await openStorage(`${runs}/one`, context())];
    const { files } = RunManifest.parse(JSON.parse(new TextDecoder().decode(await disk.read("run.json"))));
    expect(files.length).toBeGreaterThan(2);
    for (const { path } of files) expect(Buffer.compare(await disk.read(path), await s3.read(path)), path).toBe(0);
    expect((await s3.list("")).map(({ path }) => path)).not.toContain("run.lock");
  });

  it("goes on with a run there, and refuses one that another process is writing", async () => {
    const again = await inFolder("job", "--resume", "one", "--out", runs, "--no-report", "--json");
    expect([again.code, RunManifest.parse(JSON.parse(again.stdout)).state]).toEqual([0, "succeeded"]);
    const s3 = await openStorage(`${runs}/one`, context());
    const lock = { pid: 1, started: "0", token: "t", machine: "m" };
    await s3.create("run.lock", new TextEncoder().encode(JSON.stringify(lock)));
    const refused = await inFolder("job", "--resume", "one", "--out", runs);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("of another machine")]);
    await s3.remove("run.lock");
  });

  it("makes a PCA of features there, and a report of the run", async () => {
    const pca = await inFolder(
      "pca",
      "--features",
      `${runs}/one`,
      "--out",
      "s3://orchard-results/again",
      "--components",
      "3",
    );
    expect([pca.code, pca.stdout]).toEqual([0, expect.stringContaining("s3://orchard-results/again/pca/")]);
    const transform = ["--model", "s3://orchard-results/again", "--features", `${runs}/one/features`];
    const transformed = await inFolder("pca", "transform", ...transform, "--out", "here");
    expect([transformed.code, transformed.stderr]).toEqual([0, expect.stringContaining("24 × 192")]);
    const report = await inFolder("report", `${runs}/one`);
    expect([report.code, report.stdout]).toEqual([0, expect.stringContaining(`${runs}/one/report/index.html`)]);
  });

  it("says what is wrong with a place, and exits with the code for it", async () => {
    const absent = await inFolder("report", "s3://no-such-orchard/runs/one");
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("there is no bucket no-such-orchard")]);
    const notOurs = await inFolder(...job, "--out", "gs://orchard/runs");
    expect([notOurs.code, notOurs.stderr]).toEqual([2, expect.stringContaining("gs://orchard/runs/")]);
  });

  const context = () => ({ workingFolder: folder, environment });
});

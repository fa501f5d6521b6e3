import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { RunManifest } from "../../job/results/runManifest.ts";
import { s3Client } from "../../job/storage/s3/s3Client.ts";
import { s3Storage } from "../../job/storage/s3/s3Storage.ts";
import { type Finished, verger } from "../cli/setup/verger.ts";
import { exampleManifest } from "../job/results/exampleManifest.ts";
import { describeNeeding } from "../setup/needing.ts";
import { type AwsFault, type FaultyAws, startFaultyAws } from "./setup/faults/startFaultyAws.ts";
import { motoEnvironment, startMoto } from "./setup/startMoto.ts";
import type { LocalServer } from "./setup/startServer.ts";

const bucket = "orchard-results";
const runId = "aws-paris-0b9d196c86";
const victim = "features/part-00002.parquet";
/** More than is asked for at once, so that a fault can come when half of the file is here. */
const files = new Map<string, Buffer>([
  ["features/part-00000.parquet", randomBytes(3000)],
  ["features/part-00001.parquet", randomBytes(3000)],
  [victim, randomBytes((8 << 20) + 500_000)],
  ...Array.from({ length: 6 }, (_, at) => [`pca/${at}.npy`, randomBytes(2000)] as const),
]);
const manifest: RunManifest = {
  ...exampleManifest,
  runId,
  state: "succeeded",
  files: Array.from(files, ([path, content]) => ({
    path,
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
  })),
};

const at = (path: string): string => `/${bucket}/runs/${runId}/${path}`;
const told = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;

describeNeeding("moto", "results that come home from S3 (moto answers)", (python) => {
  let server: LocalServer;
  let aws: FaultyAws;
  let folder: string;
  let environment: Record<string, string>;
  const fetch = (): Promise<Finished> =>
    verger(folder, ["fetch", "--from", `s3://${bucket}/runs/${runId}`, "--json"], environment);
  const home = (path: string): string => join(folder, "runs", runId, path);

  beforeAll(async () => {
    const moto = await startMoto(python);
    server = moto;
    aws = await startFaultyAws(moto.endpoint);
    environment = motoEnvironment(aws.endpoint);
    const credentials = { accessKeyId: "stand-in", secretAccessKey: "stand-in" };
    const client = new S3Client({ region: "eu-west-3", endpoint: moto.endpoint, forcePathStyle: true, credentials });
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-3" } as const;
    await client.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
    const storage = s3Storage(client, bucket, `runs/${runId}`);
    for (const [path, content] of files) await storage.write(path, content);
    await storage.write("run.json", Buffer.from(JSON.stringify(manifest)));
    client.destroy();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-fetch-s3-"));
  });
  afterEach(async () => {
    aws.fault = undefined;
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  afterAll(async () => {
    await aws.close();
    await server.stop();
  });

  /** The next `times` answers about a file of the run go wrong. */
  const spoil = (fault: AwsFault, path: string, times: number): void => {
    let left = times;
    aws.fault = (call) => (call.operation === "GET object" && call.path === at(path) && left-- > 0 ? fault : undefined);
  };

  async function expectAllHome(): Promise<void> {
    for (const [path, content] of files) expect(Buffer.compare(await readFile(home(path)), content), path).toBe(0);
    expect(JSON.parse(await readFile(home("run.json"), "utf8"))).toMatchObject({ runId, state: "succeeded" });
  }

  it.each(["throttled", "internal error", "unavailable", "lost", "cut", "altered"] as const)(
    "an answer that is %s once is asked for again, and nobody notices",
    async (fault) => {
      spoil(fault, victim, 1);
      const fetched = await fetch();
      expect(fetched.code, told(fetched)).toBe(0);
      await expectAllHome();
    },
  );

  it.each([
    ["throttled", 4, "S3 did not answer"],
    ["unavailable", 4, "S3 did not answer"],
    ["cut", 4, "S3 did not answer"],
    ["altered", 10, "is not what the job wrote"],
    ["vanished", 10, "was removed while the run was fetched"],
    ["expired credentials", 3, "nobody is signed in to AWS"],
  ] as const)(
    "an object that stays %s ends the fetch with %i and words; what came is kept, and the next fetch goes on",
    async (fault, exitCode, words) => {
      spoil(fault, victim, Infinity);
      if (fault === "vanished")
        aws.fault = ({ operation, path }) =>
          /^(GET|HEAD) object$/.test(operation) && path === at(victim) ? fault : undefined;
      const failed = await fetch();
      expect(failed.code, told(failed)).toBe(exitCode);
      expect(told(failed)).toContain(words);
      expect(told(failed)).not.toMatch(/undefined|<\w+>|\n\s+at /);
      const there = await readdir(home("."), { recursive: true });
      expect(there, "half a run is not taken for one").not.toContain("run.json");
      expect(there).not.toContain(victim);
      aws.fault = undefined;
      const again = await fetch();
      expect(again.code, told(again)).toBe(0);
      expect(JSON.parse(again.stdout)).toMatchObject({ files: files.size, kept: expect.any(Number) });
      expect((JSON.parse(again.stdout) as { kept: number }).kept).toBeGreaterThan(0);
      await expectAllHome();
    },
  );

  it.each([
    ["the bucket is opened", "HEAD bucket"],
    ["a file is looked for", "HEAD object"],
  ])(
    "credentials that have expired when %s end with 3, though the answer to a HEAD names no reason",
    async (_, call) => {
      let expired = false;
      aws.fault = ({ service, operation }) => {
        expired ||= service === "s3" && operation === call;
        return expired ? "expired credentials" : undefined;
      };
      const failed = await fetch();
      expect(failed.code, told(failed)).toBe(3);
      expect(told(failed)).toContain("nobody is signed in to AWS");
    },
  );

  it("a connection on which nothing moves any more is broken off and asked for again", async () => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const client = s3Client("eu-west-3", 400);
    spoil("stalled", victim, 1);
    const read = await s3Storage(client, bucket, `runs/${runId}`).read(victim);
    expect(Buffer.compare(read, files.get(victim) ?? Buffer.of())).toBe(0);
    client.destroy();
  });
});

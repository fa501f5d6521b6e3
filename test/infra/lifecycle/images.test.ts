import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { Settings } from "../../../config/settings.ts";
import type { Pulumi } from "../../../infra/lifecycle/engine/pulumi.ts";
import { bringImages } from "../../../infra/lifecycle/images/bringImages.ts";
import { removeImages } from "../../../infra/lifecycle/images/removeImages.ts";
import { requireImages } from "../../../infra/lifecycle/images/requireImages.ts";
import { requireOwnImages } from "../../../infra/lifecycle/images/requireOwnImages.ts";
import { listImages } from "../../../job/images/listImages.ts";
import { motoEnvironment, startMoto } from "../../cloud/setup/startMoto.ts";
import { describeNeeding } from "../../setup/needing.ts";
import { ec2Stack, emrStack } from "../setup/stacks.ts";
import { request } from "../setup/submissions.ts";

const region = "eu-west-3";
const stack = "orchard";

it("a stack that reads its photographs elsewhere is brought none: said before anything is made", () => {
  expect(() => requireOwnImages(stack, settingsOf(emrStack))).toThrow(
    expect.objectContaining({ exitCode: 2, hint: expect.stringContaining("verger:images.from: own") }),
  );
});

describeNeeding("moto", "photographs of this machine (moto answers for S3)", (moto) => {
  let aws: Awaited<ReturnType<typeof startMoto>>;
  let s3: S3Client;
  let folder: string;
  let bucket: string;
  let buckets = 0;
  beforeAll(async () => {
    aws = await startMoto(moto);
    Object.assign(process.env, motoEnvironment(aws.endpoint));
    s3 = new S3Client({ region });
  });
  afterAll(async () => {
    s3.destroy();
    for (const name of Object.keys(motoEnvironment(""))) delete process.env[name];
    await aws.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-images-"));
    await mkdir(join(folder, "pears"));
    for (const [path, text] of Object.entries(pictures)) await writeFile(join(folder, path), text);
    bucket = await made(region, stack);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const pictures = { "a.jpg": "an apple", "pears/a.png": "a pear", "pears/b.png": "another" };

  async function made(where: "eu-west-3" | "eu-central-1", owner: string): Promise<string> {
    const Bucket = `verger-orchard-${++buckets}`;
    const client = new S3Client({ region: where });
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: where } }));
    await client.send(
      new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "verger:stack", Value: owner }] } }),
    );
    client.destroy();
    return Bucket;
  }

  /** An engine whose state names the bucket. */
  const pulumi: Pulumi = async (args) => {
    const resource = {
      urn: "urn:pulumi:orchard::verger::verger:aws:Storage$verger:aws:HardenedBucket$aws:s3/bucket:Bucket::verger-orchard",
      type: "aws:s3/bucket:Bucket",
      id: bucket,
      custom: true,
    };
    const stdout = args[1] === "export" ? JSON.stringify({ deployment: { resources: [resource] } }) : "";
    return { code: 0, output: stdout, stdout };
  };
  const bring = async (onProgress = (): void => {}, signal = new AbortController().signal) =>
    bringImages({
      pulumi,
      stack,
      settings: settingsOf(ec2Stack),
      folder,
      images: await listImages(folder, { label: "none" }),
      onLine: () => {},
      onProgress,
      signal,
      environment: {},
    });
  const keys = async (): Promise<(string | undefined)[]> =>
    ((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key }) => Key);
  const contents = async (Key: string): Promise<string | undefined> =>
    (await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToString();

  it("lie under images/ by their paths, and are not sent again while they are the same", async () => {
    expect(await bring()).toMatchObject({ images: 3, bytes: 21, kept: 0, others: 0 });
    expect(await keys()).toEqual(["images/a.jpg", "images/pears/a.png", "images/pears/b.png"]);
    expect(await bring()).toMatchObject({ images: 3, kept: 3 });
    await writeFile(join(folder, "a.jpg"), "an Apple");
    expect(await bring(), "the same size, other bytes").toMatchObject({ kept: 2 });
    expect(await contents("images/a.jpg")).toBe("an Apple");
  });

  it("go on where they were stopped, and what is brought stays", async () => {
    for (let at = 0; at < 40; at++) await writeFile(join(folder, `${at}.jpg`), `picture ${at}`);
    const stop = new AbortController();
    await expect(bring(() => stop.abort(), stop.signal)).rejects.toMatchObject({ exitCode: 130 });
    const before = await keys();
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(43);
    expect(await bring()).toMatchObject({ images: 43, kept: before.length });
  });

  it("never go to a bucket without the stack's tag, nor to another region than the stack's file says", async () => {
    bucket = await made(region, "orchard-2");
    await expect(bring()).rejects.toMatchObject({ exitCode: 5, message: expect.stringContaining("tag of orchard") });
    bucket = await made("eu-central-1", stack);
    await expect(bring()).rejects.toMatchObject({ exitCode: 5, message: expect.stringContaining("eu-central-1") });
    expect(await keys()).toEqual([]);
  });

  it("are counted beside others that were there, and only those that were brought are removed afterwards", async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "images/theirs.jpg", Body: "theirs" }));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "runs/r/run.json", Body: "{}" }));
    expect(await bring()).toMatchObject({ others: 1 });
    await removeImages({ place: { kind: "bucket", bucket, region }, paths: Object.keys(pictures) }, {});
    expect(await keys()).toEqual(["images/theirs.jpg", "runs/r/run.json"]);
  });

  it("an empty folder of the stack's own is refused before a job is started, with what to type", async () => {
    const asked = { ...request, region, ownImages: true, images: `s3://${bucket}/images/` };
    await expect(requireImages(asked, {})).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining("verger run -s aws-paris --images FOLDER"),
    });
    await requireImages({ ...asked, ownImages: false }, {});
    await bring();
    await requireImages(asked, {});
  });
});

function settingsOf(given: object): Settings {
  const parsed = parseSettings({ ...given });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

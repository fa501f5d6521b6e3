import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseSettings } from "../../config/parseSettings.ts";
import type { Settings } from "../../config/settings.ts";
import { destroyStack } from "../../infra/lifecycle/destroyStack.ts";
import { stackEngine } from "../../infra/lifecycle/engine/stackEngine.ts";
import { bringImages } from "../../infra/lifecycle/images/bringImages.ts";
import type { ImagesPlace } from "../../infra/lifecycle/images/openImages.ts";
import { listImages } from "../../job/images/listImages.ts";
import { mirrorS3 } from "../cloud/setup/mirror/s3.ts";
import { motoEnvironment, startMoto } from "../cloud/setup/startMoto.ts";
import { describeNeeding } from "../setup/needing.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";

const region = "eu-west-3";

/** Brings photographs over the real engine: the storage is made first, alone. */
describeNeeding("pulumi", "photographs of this machine", (pulumi) => {
  describeNeeding("moto", "with moto's S3", (moto) => {
    let aws: Awaited<ReturnType<typeof startMoto>>;
    let stack: StackWorkspace;
    let mirror: ReturnType<typeof mirrorS3>;
    beforeAll(async () => {
      aws = await startMoto(moto);
      Object.assign(process.env, motoEnvironment(aws.endpoint));
      stack = await openStack(pulumi, "aws-paris");
      mirror = mirrorS3({ region, endpoint: aws.endpoint });
      for (const [type, each] of Object.entries(mirror.mirrors)) stack.cloud.mirrors.set(type, each);
    });
    afterAll(async () => {
      mirror.close();
      for (const name of Object.keys(motoEnvironment(""))) delete process.env[name];
      await stack.close();
      await aws.stop();
    });

    it("are in the stack's bucket before there is a cluster, and stay there when the stack goes", async () => {
      const folder = join(stack.folder, "photographs");
      await mkdir(join(folder, "pears"), { recursive: true });
      await writeFile(join(folder, "pears", "1.jpg"), "one");
      await writeFile(join(folder, "2.png"), "two");
      const { environment, project } = stack;
      const surroundings = {
        stack: "aws-paris",
        workingFolder: project,
        environment,
        onLine: nothing,
        now: () => new Date(),
      };
      const brought = await bringImages({
        pulumi: await stackEngine(surroundings),
        stack: "aws-paris",
        settings,
        folder,
        images: await listImages(folder, { label: "none" }),
        onLine: nothing,
        onProgress: nothing,
        signal: new AbortController().signal,
        environment,
      });
      expect(brought).toMatchObject({ images: 2, kept: 0, others: 0 });
      const types = (): string[] => stack.cloud.resources.map(({ type }) => type);
      expect(types().filter((type) => !/aws:(s3|kms)\//.test(type))).toEqual([]);

      const up = await stack.pulumi(["up", "--yes", "--skip-preview"]);
      expect(up.code, up.output).toBe(0);
      expect(types()).toContain("aws:emr/cluster:Cluster");
      expect(types().filter((type) => type === "aws:s3/bucket:Bucket")).toHaveLength(1);
      const s3 = new S3Client({ region });
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: bucketOf(brought.place), Prefix: "images/" }),
      );
      s3.destroy();
      expect(Contents.map(({ Key }) => Key)).toEqual(["images/2.png", "images/pears/1.jpg"]);

      const pulumiOfStack = await stackEngine(surroundings);
      const { takenAway } = await destroyStack({
        pulumi: pulumiOfStack,
        stack: "aws-paris",
        onLine: nothing,
        sleep: () => Promise.resolve(),
      });
      expect(takenAway?.kept, "the engine's own state says what it only forgets").toContainEqual({
        type: "aws:s3/bucket:Bucket",
        count: 1,
      });
      expect(takenAway?.destroyed).toContainEqual({ type: "aws:emr/cluster:Cluster", count: 1 });
      expect(takenAway?.destroyed.map(({ type }) => type)).not.toContain("aws:s3/bucket:Bucket");
    });
  });
});

const bucketOf = (place: ImagesPlace): string => (place.kind === "bucket" ? place.bucket : "");
const nothing = (): void => {};
const settings = settingsOf();

function settingsOf(): Settings {
  const parsed = parseSettings({
    cloud: "aws",
    region,
    compute: { platform: "emr", primary: { type: "m5.xlarge" }, workers: { type: "m5.xlarge", min: 2, max: 8 } },
    owner: "ada@example.org",
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

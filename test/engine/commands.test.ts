import { EC2Client, CreateVolumeCommand, DescribeVolumesCommand } from "@aws-sdk/client-ec2";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { isGone, type LockHolder, locksIn } from "../../infra/lifecycle/engine/stackLock.ts";
import { thisMachine } from "../../infra/lifecycle/engine/thisMachine.ts";
import { type Finished, startVerger } from "../cli/setup/verger.ts";
import { motoEnvironment, startMoto } from "../cloud/setup/startMoto.ts";
import { describeNeeding } from "../setup/needing.ts";
import { leftovers } from "./setup/engineCases.ts";
import { commandLines, filesUnder } from "./setup/everythingWritten.ts";
import { sample } from "./setup/sample.ts";
import { openStack, passphrase, type StackWorkspace } from "./setup/stackWorkspace.ts";

// Each case starts the engine several times, which takes its time on a machine that is busy.
vi.setConfig({ testTimeout: 300_000 });

const region = "eu-west-3";
const secrets = ["marker-static-secret", "marker-secret-access-key", "marker-databricks-token", passphrase];

/** `verger` itself over the real engine, with stub providers; what it asks AWS by itself, moto answers. */
describeNeeding("pulumi", "verger's own commands", (pulumi) => {
  describeNeeding("moto", "with moto's AWS", (moto) => {
    let aws: Awaited<ReturnType<typeof startMoto>>;
    let ec2: EC2Client;
    let stack: StackWorkspace;
    beforeAll(async () => {
      aws = await startMoto(moto);
      const credentials = { accessKeyId: "stand-in", secretAccessKey: "stand-in" };
      ec2 = new EC2Client({ region, endpoint: aws.endpoint, credentials });
    });
    afterEach(() => stack.close());
    afterAll(async () => {
      ec2.destroy();
      await aws.stop();
    });

    const start = (...args: readonly string[]): ReturnType<typeof startVerger> =>
      startVerger(stack.project, args, {
        ...stack.environment,
        ...motoEnvironment(aws.endpoint),
        AWS_SECRET_ACCESS_KEY: "marker-secret-access-key",
        DATABRICKS_TOKEN: "marker-databricks-token",
      });
    const verger = (...args: readonly string[]): Promise<Finished> => start(...args).finished;

    it("up, destroy and the receipt; no secret in anything they print, write or are started with", async () => {
      stack = await openStack(pulumi, "aws-paris");
      const lines: string[] = [];
      stack.cloud.onOperation = ({ type }) => {
        if (type === "aws:emr/cluster:Cluster") void commandLines().then((found) => lines.push(...found));
      };
      const up = await verger("up", "-s", "aws-paris", "--yes");
      expect(up.code, told(up)).toBe(0);
      const [, planned] = /([\d,]+) resources/.exec(up.stderr) ?? [];
      expect(up.stdout, "as many are made as the plan said").toContain(
        `✓ up            aws-paris   ${planned} resources in `,
      );
      expect(up.stderr, "the engine's own lines are in its log").not.toContain("creating (0s)");
      const [, log = ""] = /pulumi {8}(logs\/aws-paris\/\S+-up\.log)/.exec(up.stderr) ?? [];
      expect(await readFile(join(stack.project, log), "utf8")).toMatch(/aws:emr:Cluster \S+ created/);
      const destroy = await verger("destroy", "-s", "aws-paris", "--yes", "--json");
      expect(destroy.code, told(destroy)).toBe(0);
      expect(leftovers(stack)).toEqual([]);
      const receipt: unknown = JSON.parse(destroy.stdout);
      expect(receipt).toMatchObject({ stack: "aws-paris", remains: [] });
      const written = [told(up), told(destroy), ...(await filesUnder(stack.folder))].join("\n");
      expect(written).toContain("aws-paris");
      for (const secret of secrets) expect(written).not.toContain(secret);
      expect(lines.some((line) => line.includes("verger.js up"))).toBe(true);
      for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    });

    it("a volume planted beside the state is found and priced, ends destroy with 12, and is not deleted", async () => {
      stack = await openStack(pulumi, "aws-paris-ec2");
      const Tags = [{ Key: "verger:stack", Value: "aws-paris-ec2" }];
      const { VolumeId = "" } = await ec2.send(
        new CreateVolumeCommand({
          AvailabilityZone: `${region}a`,
          Size: 64,
          TagSpecifications: [{ ResourceType: "volume", Tags }],
        }),
      );
      const up = await verger("up", "-s", "aws-paris-ec2", "--yes");
      expect(up.code, told(up)).toBe(0);
      const destroy = await verger("destroy", "-s", "aws-paris-ec2", "--yes");
      expect(destroy.code, told(destroy)).toBe(12);
      expect(destroy.stdout).toMatch(new RegExp(`volume ${VolumeId} {3}[\\d.]+ USD/month`));
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] }));
      expect(Volumes).toHaveLength(1);
    });

    // Interrupted, verger ends when its engine has; killed, it leaves an engine at work, which a destroy names.
    const signals = [
      ["SIGINT", { up: 8, destroy: 0, says: /✓ destroyed/ }],
      ["SIGKILL", { up: null, destroy: 4, says: /wait until process \d+ on .* or stop it there \(kill -INT \d+\)/ }],
    ] as const;
    it.each(sample(signals, 1))(
      "%s in the middle of up: nothing is forgotten, and destroy takes it away",
      async (signal, then) => {
        stack = await openStack(pulumi, "aws-paris");
        const { child, finished } = start("up", "-s", "aws-paris", "--yes");
        // The engine is still at work when destroy comes, however fast this machine is.
        const { promise: until, resolve: goOn } = Promise.withResolvers<void>();
        if (signal === "SIGINT") goOn();
        let made = 0;
        stack.cloud.onOperation = ({ operation, type }) => {
          if (operation !== "create" || ++made !== 20) return;
          stack.cloud.faults.push({ operation: "create", type, delay: 1000, until });
          child.kill(signal);
        };
        const ended = await finished;
        stack.cloud.onOperation = undefined;
        const atOnce = await verger("destroy", "-s", "aws-paris", "--yes");
        goOn();
        expect(ended.code, told(ended)).toBe(then.up);
        expect(atOnce.code, told(atOnce)).toBe(then.destroy);
        expect(atOnce.stderr).toMatch(then.says);
        await engineEnded(stack);
        const destroy = await verger("destroy", "-s", "aws-paris", "--yes");
        expect(destroy.code, told(destroy)).toBe(0);
        expect(leftovers(stack)).toEqual([]);
      },
    );
  });
});

/** Waits for an engine that outlives the `verger` that started it, and for what it had asked the cloud. */
async function engineEnded({ cloud, folder, stack }: StackWorkspace): Promise<void> {
  const locks = join(folder, "state", ".pulumi", "locks", "organization", "verger", stack);
  const machine = thisMachine(new Date());
  const runs = (lock: LockHolder | "torn"): boolean => lock !== "torn" && !isGone(lock, machine);
  while ((await locksIn(locks)).some(runs)) await sleep(500);
  await cloud.settled();
}

/** All a run printed, for a test that failed to show. */
const told = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;

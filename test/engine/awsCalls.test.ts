import { EMRClient, ListClustersCommand, ListStepsCommand } from "@aws-sdk/client-emr";
import { afterEach, expect, it, vi } from "vitest";
import { Receipt, unanswered, unplanned } from "../../infra/lifecycle/receipt/receiptSchema.ts";
import type { Finished } from "../cli/setup/verger.ts";
import { type AwsFault, nameOf } from "../cloud/setup/faults/startFaultyAws.ts";
import { describeNeedingAll } from "../setup/needing.ts";
import { behindTheBack, leftovers } from "./setup/engineCases.ts";
import { type MirroredStack, openMirroredStack, region } from "./setup/openMirroredStack.ts";
import { plantInMoto } from "./setup/plantInMoto.ts";
import { everyCase, sample } from "./setup/sample.ts";

// Each case starts the engine several times, which takes its time on a machine that is busy.
vi.setConfig({ testTimeout: 300_000 });

const destroy = ["destroy", "-s", "aws-paris", "--yes", "--json"] as const;
const receiptOf = ({ stdout }: Finished): Receipt => Receipt.parse(JSON.parse(stdout));
const told = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;

/** The product's own calls to AWS: submission, cancelling and the receipt, with moto behind the stub providers. */
describeNeedingAll(["pulumi", "moto"], "what verger asks AWS by itself", ({ pulumi, moto }) => {
  let stack: MirroredStack;
  afterEach(() => stack.close());

  async function stepsOf(): Promise<readonly (string | undefined)[]> {
    const emr = new EMRClient({ region, endpoint: stack.endpoint });
    const { Clusters = [] } = await emr.send(new ListClustersCommand());
    const lists = await Promise.all(
      Clusters.map(async ({ Id }) => (await emr.send(new ListStepsCommand({ ClusterId: Id }))).Steps ?? []),
    );
    emr.destroy();
    return lists.flat().map(({ Name }) => Name);
  }

  it("every call throttled, then failing, then without an answer: the job is begun once, and the receipt is clean", async () => {
    stack = await openMirroredStack(pulumi, moto, "aws-paris");
    const faults: readonly AwsFault[] = ["throttled", "internal error", "lost", "unavailable"];
    stack.aws.fault = (_call, before) => faults[before];
    const up = await stack.verger("up", "-s", "aws-paris", "--yes");
    expect(up.code, told(up)).toBe(0);
    expect(await stepsOf()).toEqual([expect.stringMatching(/^aws-paris-[0-9a-f]{10}$/)]);
    const gone = await stack.verger(...destroy);
    expect(gone.code, told(gone)).toBe(0);
    expect(unanswered(receiptOf(gone))).toEqual([]);
    expect(unplanned(receiptOf(gone))).toEqual([]);
    expect(leftovers(stack)).toEqual([]);
    expect([...stack.aws.calls.keys()]).toEqual(
      expect.arrayContaining([
        "elasticmapreduce AddJobFlowSteps",
        "elasticmapreduce ListSteps",
        "ec2 DescribeInstances",
        "iam ListRoles",
        "s3 GET service",
        "s3 GET bucket ?tagging",
        "scheduler GET /schedules",
        "sts GetCallerIdentity",
      ]),
    );
    for (const [call, times] of stack.aws.calls) expect(times, call).toBeGreaterThan(1);
  });

  it("what was planted in AWS behind the engine's back is found, ends destroy with 12, and is not deleted", async () => {
    stack = await openMirroredStack(pulumi, moto, "aws-paris");
    const up = await stack.verger("up", "-s", "aws-paris", "--yes");
    expect(up.code, told(up)).toBe(0);
    const planted = await plantInMoto("aws-paris", { endpoint: stack.endpoint, region });
    const gone = await stack.verger(...destroy);
    expect(gone.code, told(gone)).toBe(12);
    const found = unplanned(receiptOf(gone)).map(({ kind }) => kind);
    expect(found.toSorted()).toEqual(planted);
    expect(leftovers(stack)).toEqual([]);
    const again = await stack.verger("verify", "-s", "aws-paris", "--json");
    expect(again.code, told(again)).toBe(12);
    expect(receiptOf(again).remains).toEqual(receiptOf(gone).remains);
  });

  it("a question AWS never answers, or refuses, is never a clean receipt", async () => {
    stack = await openMirroredStack(pulumi, moto, "aws-paris");
    const clean = await stack.verger("verify", "-s", "aws-paris", "--json");
    expect(clean.code, told(clean)).toBe(0);
    const calls = [...stack.aws.calls.keys()];
    expect(calls.length).toBeGreaterThanOrEqual(20);
    for (const call of everyCase ? calls : sample(calls, 2)) {
      stack.aws.fault = (asked) => (nameOf(asked) === call ? "expired credentials" : undefined);
      const refused = await stack.verger("verify", "-s", "aws-paris", "--json");
      expect(refused.code, `${call}\n${told(refused)}`).toBe(3);
      expect(unanswered(receiptOf(refused)).length, call).toBeGreaterThan(0);
    }
    const [call] = sample(calls, 1);
    stack.aws.fault = (asked) => (nameOf(asked) === call ? "throttled" : undefined);
    const throttled = await stack.verger("verify", "-s", "aws-paris", "--json");
    expect(throttled.code, `${call}\n${told(throttled)}`).toBe(4);
  });

  const moments = [
    ["is handed over", "elasticmapreduce ListSteps"],
    ["is begun", "elasticmapreduce AddJobFlowSteps"],
    ["runs", "elasticmapreduce DescribeStep"],
  ] as const;
  it.each(sample(moments, 1))(
    "credentials that expire as the job %s end up and destroy with 3; signed in again, destroy ends it",
    async (_moment, call) => {
      stack = await openMirroredStack(pulumi, moto, "aws-paris");
      let expired = false;
      stack.aws.fault = (asked) => {
        expired ||= nameOf(asked) === call;
        return expired ? "expired credentials" : undefined;
      };
      const up = await stack.verger("up", "-s", "aws-paris", "--yes");
      expect(up.code, told(up)).toBe(3);
      expect(told(up)).toContain("sign in again");
      expect(await behindTheBack(stack)).toEqual([]);
      const refused = await stack.verger(...destroy);
      expect(refused.code, told(refused)).toBe(3);
      stack.aws.fault = undefined;
      const gone = await stack.verger(...destroy);
      expect(gone.code, told(gone)).toBe(0);
      expect(leftovers(stack)).toEqual([]);
      expect((await stepsOf()).length).toBeLessThanOrEqual(1);
    },
  );
});

import { readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { parallel, unfindable } from "./setup/afterAKill.ts";
import { billedBehindTheBack, destroy, leftovers, up } from "./setup/engineCases.ts";
import { everyCase, sample, seed } from "./setup/sample.ts";
import type { EngineRun } from "./setup/runEngine.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";
import { type Ended, vergerDestroy, vergerUp } from "./setup/vergerCommands.ts";

/** The engine is struck when it makes the n-th resource of the 65 of `aws-paris`. */
const points = [1, 6, 12, 20, 28, 36, 44, 52, 58, 64];

describeNeeding("pulumi", "when the engine is interrupted", (pulumi) => {
  let stack: StackWorkspace;
  afterEach(() => stack.close());

  const interrupted = sample(points, 2);
  const killed = sample(points.toReversed(), 2);
  const which = (chosen: readonly number[]): string =>
    everyCase ? "all" : `${chosen.length} of ${points.length} points, seed ${seed}`;

  describe(`ctrl-C (${which(interrupted)})`, () => {
    it.each(interrupted)("at resource %i: nothing is lost from the state, and destroy takes it away", async (point) => {
      stack = await openStack(pulumi, "aws-paris");
      expect(await upStruckAt(stack, point, "SIGINT")).not.toBe(0);
      expect(await billedBehindTheBack(stack)).toEqual([]);
      const gone = await stack.pulumi(destroy);
      expect(gone.code, gone.output).toBe(0);
      expect(leftovers(stack)).toEqual([]);
    });
  });

  describe(`SIGKILL (${which(killed)})`, () => {
    it.each(killed)("at resource %i: verger destroy ends it; only what was being made can be left", async (point) => {
      stack = await openStack(pulumi, "aws-paris");
      expect(await upStruckAt(stack, point, "SIGKILL")).toBeNull();
      await orphansDone(stack);
      const plain = await stack.pulumi(up);
      expect(plain.code).not.toBe(0);
      expect(plain.output).toMatch(/is currently locked|failed to load checkpoint/);
      const { error, said } = await vergerDestroy(stack);
      expect(error).toBeUndefined();
      expect(said).toContain("was killed on this machine");
      expect(leftovers(stack).length).toBeLessThanOrEqual(parallel);
      expect(unfindable(stack)).toEqual([]);
    });
  });

  describe("a kill while the state is written", () => {
    it("leaves an empty side file: it is removed, and the state is as it was", async () => {
      stack = await killedStack(pulumi);
      const state = stateOf(stack);
      const before = await readFile(state, "utf8");
      await truncate(`${state}.attrs`);
      const refused = await stack.pulumi(up);
      expect(refused.output).toContain("failed to load checkpoint: EOF");
      expect(await readFile(state, "utf8")).toBe(before);
      const { error, said } = await vergerDestroy(stack);
      expect(error).toBeUndefined();
      expect(said).toContain("aws-paris.json.attrs, cut off by a kill, was removed");
      expect(leftovers(stack).length).toBeLessThanOrEqual(parallel);
    });

    it("or, without power, half a state: the newest whole checkpoint takes its place, and the torn one is kept", async () => {
      stack = await killedStack(pulumi);
      const state = stateOf(stack);
      const { size } = await stat(state);
      await truncate(state, Math.floor(size / 2));
      const { error, said } = await vergerDestroy(stack);
      expect(error).toBeUndefined();
      expect(said).toMatch(/The state was taken from aws-paris\.json\.(bak|\w+\.tmp)/);
      expect((await stat(`${state}.torn`)).size).toBe(Math.floor(size / 2));
      expect(leftovers(stack).length).toBeLessThanOrEqual(parallel);
    });
  });

  it("two people at once: the second is refused, and breaks nothing", async () => {
    stack = await openStack(pulumi, "aws-paris-ec2");
    const second = async (): Promise<readonly [EngineRun, Ended]> => [await stack.pulumi(up), await vergerUp(stack)];
    // The first is held up at its first resource until the second has had both answers.
    const answers = Promise.withResolvers<Awaited<ReturnType<typeof second>>>();
    stack.cloud.faults.push({ operation: "create", type: "aws:ec2/vpc:Vpc", until: answers.promise });
    stack.cloud.onOperation = ({ type }) => {
      if (type === "aws:ec2/vpc:Vpc") second().then(answers.resolve, answers.reject);
    };
    const [first, [plain, verger]] = await Promise.all([stack.pulumi(up), answers.promise]);
    expect(plain.code).not.toBe(0);
    // A side file of the state is read while the first writes it: removeTornSideFiles says more.
    expect(plain.output).toMatch(/is currently locked|failed to load checkpoint: EOF/);
    expect(verger.error).toMatchObject({ exitCode: 4, message: expect.stringContaining("is locked") });
    expect(first.code, first.output).toBe(0);
    stack.cloud.onOperation = undefined;
    const gone = await stack.pulumi(destroy);
    expect(gone.code, gone.output).toBe(0);
    expect(leftovers(stack)).toEqual([]);
  });
});

/** Runs `up`; as the n-th resource is made, the engine gets the signal and the resource takes its time. */
async function upStruckAt(
  stack: StackWorkspace,
  point: number,
  signal: "SIGINT" | "SIGKILL",
): Promise<EngineRun["code"]> {
  let made = 0;
  const run = await stack.pulumi(up, {
    started: (engine) => {
      stack.cloud.onOperation = ({ operation, type }) => {
        if (operation !== "create" || ++made !== point) return;
        stack.cloud.faults.push({ operation: "create", type, delay: 1000 });
        engine.kill(signal);
      };
    },
  });
  stack.cloud.onOperation = undefined;
  return run.code;
}

/** A stack whose `up` was killed in the middle. */
async function killedStack(pulumi: string): Promise<StackWorkspace> {
  const stack = await openStack(pulumi, "aws-paris");
  expect(await upStruckAt(stack, 20, "SIGKILL")).toBeNull();
  await orphansDone(stack);
  return stack;
}

const stateOf = ({ folder, stack }: StackWorkspace): string =>
  join(folder, "state", ".pulumi", "stacks", "verger", `${stack}.json`);

/** Waits until what a killed engine had asked for is done: its calls that are still on their way arrive first. */
async function orphansDone({ cloud }: StackWorkspace): Promise<void> {
  await sleep(500);
  await cloud.settled();
}

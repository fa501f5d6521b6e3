import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { StoredResource } from "../../tools/pulumi/stubProvider/fakeCloud.ts";
import { describeNeeding } from "../setup/needing.ts";
import { billedBehindTheBack, destroy, leftovers, up } from "./setup/engineCases.ts";
import { everyCase, sample, seed } from "./setup/sample.ts";
import { openStack, type StackWorkspace } from "./setup/stackWorkspace.ts";

/** The engine is struck when it makes the n-th resource of the 65 of `aws-paris`. */
const points = [1, 6, 12, 20, 28, 36, 44, 52, 58, 64];

describeNeeding("pulumi", "when the engine is interrupted", (pulumi) => {
  let stack: StackWorkspace;
  afterEach(() => stack.close());

  /** Runs `up`; as the n-th resource is made, the engine gets the signal and the resource takes its time. */
  async function upStruckAt(point: number, signal: "SIGINT" | "SIGKILL"): Promise<number | null> {
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

  const interrupted = sample(points, 2);
  const killed = sample(points.toReversed(), 2);
  const which = (chosen: readonly number[]): string =>
    everyCase ? "all" : `${chosen.length} of ${points.length} points, seed ${seed}`;

  describe(`ctrl-C (${which(interrupted)})`, () => {
    it.each(interrupted)("at resource %i: nothing is lost from the state, and destroy takes it away", async (point) => {
      stack = await openStack(pulumi, "aws-paris");
      expect(await upStruckAt(point, "SIGINT")).not.toBe(0);
      expect(await billedBehindTheBack(stack)).toEqual([]);
      const gone = await stack.pulumi(destroy);
      expect(gone.code, gone.output).toBe(0);
      expect(leftovers(stack)).toEqual([]);
    });
  });

  describe(`SIGKILL (${which(killed)})`, () => {
    it.each(killed)("at resource %i: after cancel and refresh, only what was being made can be left", async (point) => {
      stack = await openStack(pulumi, "aws-paris");
      expect(await upStruckAt(point, "SIGKILL")).toBeNull();
      await inFlight();
      await restoreTornState(stack);
      const locked = await stack.pulumi(up);
      expect(locked.code).not.toBe(0);
      expect(locked.output).toContain("locked");
      expect((await stack.pulumi(["cancel", "--yes"])).code).toBe(0);
      const known = await stack.pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
      expect(known.code, known.output).toBe(0);
      const gone = await stack.pulumi(destroy);
      expect(gone.code, gone.output).toBe(0);
      const lost = leftovers(stack);
      expect(lost.length).toBeLessThanOrEqual(parallel);
      for (const each of stack.cloud.resources.filter(({ type, id }) => lost.includes(`${type} ${id}`)))
        expect(findable(each), `${each.type} ${each.id} bears neither the stack's tag nor its name`).toBe(true);
    });
  });

  it("two people at once: the second is refused, and breaks nothing", async () => {
    stack = await openStack(pulumi, "aws-paris-ec2");
    let second: Promise<{ code: number | null; output: string }> | undefined;
    stack.cloud.faults.push({ operation: "create", type: "aws:ec2/vpc:Vpc", delay: 6000 });
    stack.cloud.onOperation = ({ type }) => {
      if (type === "aws:ec2/vpc:Vpc") second ??= stack.pulumi(["up", "--yes", "--skip-preview"]);
    };
    const first = await stack.pulumi(up);
    const other = await second;
    expect(other?.code).not.toBe(0);
    // Pulumi's file backend is read while the other writes it: then there is no state to load yet.
    expect(other?.output).toMatch(/locked|failed to load checkpoint/);
    expect(first.code, first.output).toBe(0);
    stack.cloud.onOperation = undefined;
    const gone = await stack.pulumi(destroy);
    expect(gone.code, gone.output).toBe(0);
    expect(leftovers(stack)).toEqual([]);
  });
});

/**
 * A kill in the middle of a write leaves an empty state file; the one before is beside it. What docs/lifecycle.md says
 * to do then.
 */
async function restoreTornState({ folder, stack }: StackWorkspace): Promise<void> {
  const state = join(folder, "state", ".pulumi", "stacks", "verger", `${stack}.json`);
  if ((await stat(state)).size === 0) await copyFile(`${state}.bak`, state);
}

/** Gives the creations a killed engine had asked for the time to finish. */
const inFlight = (): Promise<void> => sleep(1500);

/** Types that are a part of another resource, cost nothing and go with it. */
const partOfAnother = /(Association|Attachment|RolePolicy|Route|Rule|Membership)$|^aws:s3\/bucket[A-Z]|^command:/;

/** Whether a search by tag or by name would find it, as `verger verify` searches. */
function findable({ inputs, id, type }: StoredResource): boolean {
  const text = JSON.stringify(inputs);
  return (
    partOfAnother.test(type) ||
    text.includes('"verger:stack":"aws-paris"') ||
    text.includes("verger-aws-paris") ||
    id.includes("verger-aws-paris")
  );
}

/** How much the engine makes at once on a machine with two processors, at most. */
const parallel = 16;

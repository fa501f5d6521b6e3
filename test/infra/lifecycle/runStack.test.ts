import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import type { FetchedRun } from "../../../infra/lifecycle/results/fetchRun.ts";
import { type RunChoices, type RunOutcome, runStack, type RunStep } from "../../../infra/lifecycle/runStack.ts";
import { NotBegunError } from "../../../infra/lifecycle/upStack.ts";
import type { WatchEnd } from "../../../infra/lifecycle/watch/watchRun.ts";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { exampleManifest } from "../../job/results/exampleManifest.ts";

const receipt = (left = false): Receipt => ({
  schema: "verger-receipt/1",
  stack: "orchard",
  cloud: "aws",
  region: "eu-west-3",
  askedAt: "2026-11-21T03:20:00Z",
  asked: [],
  remains: left ? [{ service: "EC2", region: "eu-west-3", kind: "volume", id: "vol-1", by: "tag", perMonth: 1 }] : [],
  digest: "0".repeat(64),
});
const fetched: FetchedRun = { manifest: exampleManifest, files: 1, bytes: 1, kept: 0 };
const failedJob: WatchEnd = { kind: "failed", what: "job", reason: "no image", hint: undefined, log: undefined };
const usual: RunChoices = { detach: false, keepOnFailure: false, retainResults: true };

/** What each step's failure exits with. */
const codes = { doctor: 13, plan: 5, agree: 8, bring: 130, up: 4, watch: 9, fetch: 3, destroy: 4, verify: 3 } as const;

interface Life {
  readonly fails?: readonly RunStep[];
  readonly end?: WatchEnd;
  readonly left?: boolean;
  readonly choices?: Partial<RunChoices>;
  readonly up?: Error;
  readonly brings?: boolean;
}

async function live({ fails = [], end = { kind: "completed" }, left = false, choices = {}, up, brings = false }: Life) {
  const done: string[] = [];
  const step =
    <T>(name: RunStep, value: T): (() => Promise<T>) =>
    async () => {
      done.push(name);
      if (fails.includes(name)) throw new VergerError(codes[name], `${name} failed`, "");
      return value;
    };
  const outcome: RunOutcome = await runStack(
    {
      doctor: step("doctor", undefined),
      plan: step("plan", undefined),
      agree: step("agree", undefined),
      bring: brings ? step("bring", undefined) : undefined,
      up: up === undefined ? step("up", undefined) : () => Promise.reject(up),
      watch: step("watch", end),
      fetch: step("fetch", fetched),
      destroy: async (keepStorage) => {
        done.push(keepStorage ? "spare" : "");
        return step("destroy", "destroyed" as const)();
      },
      verify: step("verify", receipt(left)),
      failed: () => {},
    },
    { ...usual, ...choices },
  );
  return { outcome, done: done.filter((name) => name !== "") };
}

describe("the life of a run", () => {
  it("is doctor, plan, one question, up, watch, fetch, destroy, receipt", async () => {
    const { outcome, done } = await live({});
    expect(done).toEqual(["doctor", "plan", "agree", "up", "watch", "fetch", "destroy", "verify"]);
    expect(outcome).toMatchObject({ exitCode: 0, stack: "destroyed", cause: undefined });
  });

  it.each(["doctor", "plan", "agree"] as const)("ends at %s with nothing made and nothing destroyed", async (step) => {
    const { outcome, done } = await live({ fails: [step] });
    expect(done.at(-1)).toBe(step);
    expect(outcome).toMatchObject({ exitCode: codes[step], stack: "untouched" });
  });

  it("a failed job is taken away all the same, and exits with 10", async () => {
    const { outcome, done } = await live({ end: failedJob });
    expect(done).toEqual(["doctor", "plan", "agree", "up", "watch", "destroy", "verify"]);
    expect(outcome).toMatchObject({ exitCode: 10, stack: "destroyed" });
  });

  it("a failed job stays where that was asked for, and only then", async () => {
    const choices = { keepOnFailure: true };
    expect((await live({ end: failedJob, choices })).outcome).toMatchObject({ exitCode: 10, stack: "kept" });
    expect((await live({ choices })).outcome).toMatchObject({ exitCode: 0, stack: "destroyed" });
    expect((await live({ choices, fails: ["up"] })).outcome).toMatchObject({ exitCode: 4, stack: "destroyed" });
  });

  it("what a failed job had finished comes home where it would go with the stack", async () => {
    const { done } = await live({ end: failedJob, choices: { retainResults: false } });
    expect(done).toContain("fetch");
  });

  it("results that could not be fetched are never destroyed with the stack", async () => {
    const lost = await live({ fails: ["fetch"], choices: { retainResults: false } });
    expect(lost.done.slice(-3)).toEqual(["spare", "destroy", "verify"]);
    expect(lost.outcome).toMatchObject({ exitCode: codes.fetch, resultsSpared: true });
    const kept = await live({ fails: ["fetch"] });
    expect(kept.done).not.toContain("spare");
    expect(kept.outcome).toMatchObject({ exitCode: codes.fetch, resultsSpared: false, stack: "destroyed" });
  });

  it("a watch that was left, or broke off, leaves the job and its guardrails", async () => {
    for (const life of [{ end: { kind: "detached" } as const }, { fails: ["watch"] as const }]) {
      const { outcome, done } = await live(life);
      expect(done).not.toContain("destroy");
      expect(outcome.stack).toBe("detached");
    }
    const { outcome, done } = await live({ choices: { detach: true } });
    expect(done.at(-1)).toBe("up");
    expect(outcome).toMatchObject({ exitCode: 0, stack: "detached" });
  });

  it("what somebody else is at work on is not destroyed", async () => {
    const { outcome, done } = await live({ up: new NotBegunError(exitCodes.resource, "locked", "") });
    expect(done).toEqual(["doctor", "plan", "agree"]);
    expect(outcome).toMatchObject({ exitCode: 4, stack: "untouched" });
  });

  it("brings photographs before there is a cluster, and keeps what is brought when that is stopped", async () => {
    expect((await live({ brings: true })).done.slice(2, 5)).toEqual(["agree", "bring", "up"]);
    const { outcome, done } = await live({ brings: true, fails: ["bring"] });
    expect(done.at(-1)).toBe("bring");
    expect(outcome).toMatchObject({ exitCode: 130, stack: "storage" });
  });

  it("leftovers exit with 12, unless something failed before", async () => {
    expect((await live({ left: true })).outcome.exitCode).toBe(12);
    expect((await live({ left: true, end: failedJob })).outcome.exitCode).toBe(10);
  });

  it("whatever fails once something may be made, destroy is tried, the receipt taken, and the first cause told", async () => {
    const late: RunStep[] = ["up", "fetch", "destroy", "verify"];
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(late),
        fc.constantFrom<WatchEnd>({ kind: "completed" }, failedJob, { kind: "cancelled" }),
        fc.boolean(),
        fc.boolean(),
        async (fails, end, left, retainResults) => {
          const { outcome, done } = await live({ fails, end, left, choices: { retainResults } });
          expect(done).toContain("destroy");
          expect(done.at(-1)).toBe("verify");
          const first = ["up", "job", "fetch", "destroy", "verify"].find((step) =>
            step === "job"
              ? end.kind !== "completed" && done.includes("watch")
              : done.includes(step) && fails.includes(step as RunStep),
          );
          const job = end.kind === "cancelled" ? 8 : 10;
          const expected =
            first === undefined ? (left ? 12 : 0) : first === "job" ? job : codes[first as keyof typeof codes];
          expect(outcome.exitCode).toBe(expected);
          expect(outcome.stack).toBe(fails.includes("destroy") ? "failed" : "destroyed");
        },
      ),
    );
  });
});

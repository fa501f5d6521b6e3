import { describe, expect, it } from "vitest";
import type { ComputeStatus } from "../../../infra/lifecycle/compute/computeStatus.ts";
import { type Sight, type Watched, watchRun } from "../../../infra/lifecycle/watch/watchRun.ts";
import type { JobState } from "../../../infra/submission/jobSubmitter.ts";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import type { RunProgress } from "../../../job/results/runProgress.ts";

const begin = new Date("2026-11-21T09:00:00Z").getTime();
const progress = (stage: string, more: Partial<RunProgress> = {}): RunProgress => ({
  version: 1,
  runId: "r",
  stage,
  images: 100,
  done: 50,
  rejects: 0,
  seconds: 10,
  at: new Date(begin).toISOString(),
  ...more,
});
const machines = (state: ComputeStatus["state"]): ComputeStatus => ({ state, said: `EMR j-1 ${state}`, nodes: [] });

/** Watches a run whose answers follow the looks; the clock moves only by the pauses between them. */
async function watch(
  answers: {
    job?: (look: number) => JobState | undefined;
    compute?: (look: number) => ComputeStatus;
    progress?: (look: number) => RunProgress | undefined;
  },
  detachAfter = Infinity,
) {
  const sights: Sight[] = [];
  const detach = new AbortController();
  let now = begin;
  let looks = 0;
  const watched: Watched = {
    progress: async () => answers.progress?.(looks),
    job: async () => {
      const state = answers.job?.(looks);
      return state && { id: "s-1", state };
    },
    compute: async () => answers.compute?.(looks) ?? machines("running"),
  };
  const clock = {
    now: () => new Date(now),
    detach: detach.signal,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
      looks += 1;
      if (looks >= detachAfter) detach.abort();
    },
  };
  const end = await watchRun(watched, 2, clock, (sight) => sights.push(sight));
  return { end, sights, minutes: (now - begin) / 60_000 };
}

const failedStep = (): JobState => ({ kind: "failed", reason: "step failed", log: "s3://b/logs/x" });

describe("the end of a watch", () => {
  it("is the platform's word, not the job's own progress", async () => {
    const { end, sights } = await watch({
      progress: () => progress("finished", { done: 100 }),
      job: (look) => ({ kind: look < 7 ? "running" : "completed" }),
    });
    expect(end).toEqual({ kind: "completed" });
    expect(sights.length).toBeGreaterThan(6);
  });

  it("of a failed job is the job's own reason, where it left one", async () => {
    const told = await watch({
      job: failedStep,
      progress: () => progress("failed", { message: "no image", hint: "add some" }),
    });
    expect(told.end).toMatchObject({ kind: "failed", reason: "no image", hint: "add some", log: "s3://b/logs/x" });
    const silent = await watch({ job: failedStep, progress: () => progress("features") });
    expect(silent.end).toMatchObject({ kind: "failed", reason: "step failed" });
  });

  it("comes when the machines are gone although the job is said to run: a dead driver hangs nobody", async () => {
    const { end, minutes } = await watch({
      job: () => ({ kind: "running" }),
      compute: (look) => machines(look < 5 ? "running" : "ended"),
      progress: () => progress("features"),
    });
    expect(end).toMatchObject({ kind: "failed", what: "machines", reason: expect.stringContaining("j-1 ended") });
    expect(minutes).toBeLessThan(2);
  });

  it("is not taken from machines that have not come yet", async () => {
    const { end } = await watch({
      job: (look) => (look < 30 ? undefined : { kind: "completed" }),
      compute: (look) => machines(look < 30 ? "absent" : "running"),
    });
    expect(end).toEqual({ kind: "completed" });
  });

  it("past the deadline is a timeout that says how to look", async () => {
    await expect(watch({ job: () => ({ kind: "running" }) })).rejects.toMatchObject({ exitCode: 9 });
  });

  it("by ctrl-C leaves the job alone", async () => {
    expect((await watch({ job: () => ({ kind: "running" }) }, 4)).end).toEqual({ kind: "detached" });
  });
});

describe("while it is watched", () => {
  it("a job without a sign for ten minutes is said to be silent, and not ended", async () => {
    const { end, sights } = await watch({
      progress: () => progress("features"),
      job: (look) => ({ kind: look < 150 ? "running" : "completed" }),
    });
    expect(end).toEqual({ kind: "completed" });
    expect(sights.at(100)?.silentMinutes).toBeUndefined();
    expect(sights.at(140)?.silentMinutes).toBeGreaterThanOrEqual(10);
  });

  it("a look that fails is made again; the last sight stays", async () => {
    const { end, sights } = await watch({
      progress: (look) => {
        if (look === 2) throw new Error("503");
        return progress("features");
      },
      job: (look) => ({ kind: look < 6 ? "running" : "completed" }),
    });
    expect(end).toEqual({ kind: "completed" });
    expect(sights[2]).toMatchObject({ trouble: "503", progress: { done: 50 } });
  });

  it("credentials that ended are said at once", async () => {
    let looks = 0;
    const expired = (): RunProgress => {
      looks += 1;
      throw new VergerError(exitCodes.auth, "expired", "sign in");
    };
    await expect(watch({ progress: expired, job: () => ({ kind: "running" }) })).rejects.toMatchObject({ exitCode: 3 });
    expect(looks).toBe(1);
  });
});

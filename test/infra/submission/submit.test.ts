import { describe, expect, it } from "vitest";
import type { JobState, JobSubmitter, RunOrder } from "../../../infra/submission/jobSubmitter.ts";
import { saidByAws } from "../../../infra/aws/askingAws.ts";
import { requestFrom } from "../../../infra/submission/requestFrom.ts";
import { runIdOf, submissionVariable } from "../../../infra/submission/submissionRequest.ts";
import { cancel, submit } from "../../../infra/submission/submit.ts";
import { order, quickClock, request } from "../setup/submissions.ts";

/** A platform that knows one job, whose states are told one after the other. */
function platform(known: JobState | undefined, states: readonly JobState[]) {
  const started: RunOrder[] = [];
  const cancelled: string[] = [];
  let asked = 0;
  const submitter: JobSubmitter = {
    find: () => Promise.resolve(known && { id: "known", state: known }),
    start: (run) => {
      started.push(run);
      return Promise.resolve({ id: "new", state: { kind: "waiting" } });
    },
    stateOf: () => Promise.resolve(states[Math.min(asked++, states.length - 1)] ?? { kind: "waiting" }),
    cancel: (id) => {
      cancelled.push(id);
      return Promise.resolve();
    },
  };
  return { submitter, started, cancelled };
}

const completed: JobState = { kind: "completed" };
const running: JobState = { kind: "running" };
const failed: JobState = { kind: "failed", reason: "no image could be read", log: "s3://bucket/logs/stderr.gz" };
const silent = () => undefined;

describe("submitting", () => {
  it("starts the job once and waits for its end", async () => {
    const { submitter, started } = platform(undefined, [{ kind: "waiting" }, running, completed]);
    const lines: string[] = [];
    const job = await submit(request, submitter, quickClock(), (line) => lines.push(line));
    expect(job).toEqual({ id: "new", state: completed });
    expect(started).toEqual([order]);
    expect(lines).toEqual([
      `run ${order.runId} submitted (new)`,
      `writes s3://bucket/runs/${order.runId}/`,
      "new is running",
      "new is completed",
    ]);
  });

  it.each<[string, JobState]>([
    ["waits", { kind: "waiting" }],
    ["runs", running],
    ["has completed", completed],
  ])("takes up a run that %s, instead of paying for it twice", async (_what, state) => {
    const { submitter, started } = platform(state, [completed]);
    expect(await submit(request, submitter, quickClock(), silent)).toEqual({ id: "known", state: completed });
    expect(started).toEqual([]);
  });

  it.each<[string, JobState]>([
    ["failed", failed],
    ["was cancelled", { kind: "cancelled" }],
  ])("starts anew a run that %s", async (_what, state) => {
    const { submitter, started } = platform(state, [completed]);
    await submit(request, submitter, quickClock(), silent);
    expect(started).toHaveLength(1);
  });

  it("fails with the job's own reason and where its log is", async () => {
    const { submitter } = platform(undefined, [running, failed]);
    await expect(submit(request, submitter, quickClock(), silent)).rejects.toMatchObject({
      exitCode: 10,
      message: "no image could be read",
      hint: "log: s3://bucket/logs/stderr.gz",
    });
  });

  it("does not wait when told not to", async () => {
    const { submitter } = platform(undefined, [failed]);
    const job = await submit({ ...request, wait: false }, submitter, quickClock(), silent);
    expect(job.state.kind).toBe("waiting");
  });

  it("gives up some time after the cloud should have ended everything", async () => {
    const { submitter } = platform(undefined, [running]);
    await expect(submit(request, submitter, quickClock(), silent)).rejects.toMatchObject({ exitCode: 9 });
  });
});

describe("where no clear answer comes", () => {
  const lost = saidByAws(Object.assign(new Error("socket hang up"), { $metadata: { attempts: 1 } }));
  const throttled = Object.assign(new Error("Rate exceeded"), {
    name: "ThrottlingException",
    $metadata: { httpStatusCode: 400 },
  });
  const denied = Object.assign(new Error("not authorized"), {
    name: "AccessDeniedException",
    $metadata: { httpStatusCode: 400 },
  });

  it("a run that was begun all the same is not begun, and paid for, twice", async () => {
    const { submitter, started } = platform(undefined, [completed]);
    const lines: string[] = [];
    const losing: JobSubmitter = {
      ...submitter,
      find: () => Promise.resolve(started.length === 0 ? undefined : { id: "begun", state: running }),
      start: async (run) => {
        await submitter.start(run);
        throw lost;
      },
    };
    const job = await submit(request, losing, quickClock(), (line) => lines.push(line));
    expect(job).toEqual({ id: "begun", state: completed });
    expect(started).toHaveLength(1);
    expect(lines[0]).toContain(`looking whether ${order.runId} was begun`);
  });

  it.each<[string, JobState | undefined]>([
    ["never begun", undefined],
    ["failed before", failed],
  ])("a run that was %s is started again, five times at most", async (_what, before) => {
    const { submitter } = platform(before, [completed]);
    let attempts = 0;
    const refusing = (until: number): JobSubmitter => ({
      ...submitter,
      start: (run) => (++attempts < until ? Promise.reject(throttled) : submitter.start(run)),
    });
    expect(await submit(request, refusing(5), quickClock(), silent)).toMatchObject({ id: "new" });
    attempts = 0;
    await expect(submit(request, refusing(Infinity), quickClock(), silent)).rejects.toBe(throttled);
    expect(attempts).toBe(5);
  });

  it("what will not pass is told at once", async () => {
    const { submitter } = platform(undefined, []);
    let attempts = 0;
    const refusing: JobSubmitter = { ...submitter, start: () => (attempts++, Promise.reject(denied)) };
    await expect(submit(request, refusing, quickClock(), silent)).rejects.toBe(denied);
    expect(attempts).toBe(1);
  });

  it("the watch goes on, and gives up after five minutes without an answer; the job goes on", async () => {
    const { submitter } = platform(running, [completed]);
    let asked = 0;
    const silentFor = (questions: number): JobSubmitter => ({
      ...submitter,
      stateOf: (id) => (++asked <= questions ? Promise.reject(lost) : submitter.stateOf(id)),
    });
    expect((await submit(request, silentFor(19), quickClock(), silent)).state).toEqual(completed);
    asked = 0;
    await expect(submit(request, silentFor(Infinity), quickClock(), silent)).rejects.toBe(lost);
    expect(asked).toBe(20);
  });
});

describe("the id of a run", () => {
  it("is the same for the same job, and another for another job, bundle, folder or cluster", () => {
    const others = [
      { ...request, job: { ...request.job, variance: 0.5 } },
      { ...request, bundleSha256: "0".repeat(64) },
      { ...request, images: "s3://other/" },
      { ...request, target: { platform: "emr", clusterId: "j-2" } as const },
    ];
    expect(runIdOf({ ...request, wait: false })).toBe(runIdOf(request));
    expect(new Set([request, ...others].map(runIdOf)).size).toBe(5);
  });
});

describe("cancelling, when the stack is destroyed", () => {
  it("ends a job that runs", async () => {
    const { submitter, cancelled } = platform(running, []);
    await cancel(request, submitter, silent);
    expect(cancelled).toEqual(["known"]);
  });

  it.each<[string, JobState | undefined]>([
    ["that is over", completed],
    ["nobody knows", undefined],
  ])("leaves alone a job %s", async (_what, state) => {
    const { submitter, cancelled } = platform(state, []);
    await cancel(request, submitter, silent);
    expect(cancelled).toEqual([]);
  });
});

describe("the request in the environment", () => {
  it("comes back as it was", () => {
    expect(requestFrom({ [submissionVariable]: JSON.stringify(request) })).toEqual(request);
  });

  it.each([
    ["missing", undefined, /is not set/],
    ["no JSON", "{", /is not a submission/],
    ["without a folder for runs", JSON.stringify({ ...request, runs: "s3://bucket/runs" }), /runs/],
  ])("is refused when %s", (_what, text, message) => {
    expect(() => requestFrom({ [submissionVariable]: text })).toThrow(message);
  });
});

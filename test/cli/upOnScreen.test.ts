import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StackSession } from "../../cli/stackSession.ts";
import { upOnScreen } from "../../cli/upOnScreen.ts";
import { parseSettings } from "../../config/parseSettings.ts";
import type { Pulumi } from "../../infra/lifecycle/engine/pulumi.ts";
import type { AskedJob } from "../../infra/lifecycle/stack/stackRecord.ts";
import type { Watched } from "../../infra/lifecycle/watch/watchRun.ts";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { emrStack } from "../infra/setup/stacks.ts";
import { order, request } from "../infra/setup/submissions.ts";
import { capturedTerminal } from "./setup/capturedTerminal.ts";

const bucketMade = " +  aws:s3:Bucket verger-aws-paris created (2s) ";
const jobBegins = " +  command:local:Command job creating (0s) ";
const jobDone = " +  command:local:Command job created (90s) ";
const asked: AskedJob = {
  runId: order.runId,
  request: { ...request, wait: true },
  endsAt: "2026-11-21T04:00:00Z",
  consoleUrl: "https://console",
  storage: undefined,
  computeMadeAt: undefined,
};

let workingFolder: string;
beforeEach(async () => {
  workingFolder = await mkdtemp(join(tmpdir(), "verger-up-"));
});
afterEach(() => rm(workingFolder, { recursive: true }));

interface Shown {
  /** What the live area showed, one after the other. */
  readonly drawn: readonly string[];
  readonly noted: readonly string[];
  readonly looks: number;
  readonly ended: string | VergerError;
}

/** `up` with an engine that begins the job, and ends a moment after the job was first looked at. */
async function shown(given: { watched?: Partial<Watched>; wait?: boolean; code?: number } = {}): Promise<Shown> {
  const { watched: more = {}, wait = true, code = 0 } = given;
  const drawn: string[] = [];
  let looks = 0;
  const { promise: looked, resolve: seen } = Promise.withResolvers<void>();
  const watched: Watched = {
    progress: async () => {
      looks += 1;
      seen();
      const at = "2026-11-21T03:00:00Z";
      return { version: 1, runId: order.runId, stage: "features", images: 1000, done: 500, rejects: 7, seconds: 9, at };
    },
    job: async () => ({ id: "s-1", state: { kind: "running" } }),
    compute: async () => ({ state: "running", said: "EMR j-1 RUNNING", nodes: [] }),
    ...more,
  };
  const parsed = parseSettings({ ...emrStack });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const job = { ...asked, request: { ...asked.request, wait } };
  const session: StackSession = {
    stack: "aws-paris",
    settings: parsed.settings,
    job: JobSpec.parse({}),
    pulumi: () => Promise.reject(new Error("the session's engine is not needed")),
    record: () => Promise.reject(new VergerError(exitCodes.stackNotFound, "no such stack", "none")),
    asked: async () => job,
    watched: async () => watched,
  };
  const terminal = capturedTerminal({
    workingFolder,
    now: () => new Date("2026-11-21T03:00:00Z"),
    live: { draw: (text) => void drawn.push(text), clear: () => {} },
  });
  const pulumi: Pulumi = async ([command], options) => {
    if (command !== "up") return { code: 0, output: "", stdout: "" };
    for (const line of [bucketMade, jobBegins]) options?.onLine?.(line);
    if (wait && more.compute === undefined) await looked;
    // What the engine says meanwhile is not drawn over the bar.
    options?.onLine?.("@ updating.....");
    await new Promise((resolve) => setTimeout(resolve, 20));
    options?.onLine?.(jobDone);
    return { code, output: code === 0 ? "" : "error: the job failed\n", stdout: "" };
  };
  const ended = await upOnScreen({ session, terminal, pulumi, planned: 66, follows: true }).catch(
    (error: unknown) => error as VergerError,
  );
  return { drawn, noted: terminal.stderr, looks, ended };
}

describe("verger up, while it waits for the job", () => {
  it("shows how much is made, then the job's own bar in its place", async () => {
    const { drawn, noted, ended } = await shown();
    expect(drawn[0]).toBe("  1/66 resources made, 0:00");
    const bar = drawn.findIndex((line) => line.includes("500/1,000"));
    expect(drawn[bar]).toMatch(/█+.*500\/1,000.*7 rejected/);
    expect(drawn.slice(bar).filter((line) => line.includes("resources made"))).toEqual([]);
    expect(noted.join("\n")).toContain("EMR j-1 RUNNING");
    expect(ended).toBe("2 resources in 0:00");
  });

  it("ends with the engine: nobody waits for a next look", async () => {
    const { looks, ended } = await shown({ code: 255 });
    expect(ended).toBeInstanceOf(VergerError);
    expect(looks).toBe(1);
  });

  it("where the job cannot be seen says so, and goes by the engine's word", async () => {
    const { noted, ended } = await shown({ watched: { compute: () => Promise.reject(new Error("no network")) } });
    expect(noted.join("\n")).toContain("the job's progress cannot be shown: no network");
    expect(ended).toBe("2 resources in 0:00");
  });

  it("shows no bar of a job that the stack does not wait for (job.wait: false)", async () => {
    const { drawn, looks, ended } = await shown({ wait: false });
    expect([looks, drawn.filter((line) => line.includes("500/1,000"))]).toEqual([0, []]);
    expect(ended).toBe("2 resources in 0:00");
  });
});

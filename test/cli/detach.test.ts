import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followRun } from "../../cli/followRun.ts";
import { sayDetached } from "../../cli/sayDetached.ts";
import { sayStopping } from "../../cli/sayStopping.ts";
import { costScreen } from "../../cli/screen/statusScreen.ts";
import type { StackSession } from "../../cli/stackSession.ts";
import { statusOf } from "../../cli/statusOf.ts";
import { parseSettings } from "../../config/parseSettings.ts";
import type { ComputeStatus } from "../../infra/lifecycle/compute/computeStatus.ts";
import type { AskedJob } from "../../infra/lifecycle/stack/stackRecord.ts";
import type { Watched } from "../../infra/lifecycle/watch/watchRun.ts";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import type { RunProgress } from "../../job/results/runProgress.ts";
import { emrStack } from "../infra/setup/stacks.ts";
import { order, request } from "../infra/setup/submissions.ts";
import { capturedTerminal } from "./setup/capturedTerminal.ts";

const at = (hour: number, minute = 0): Date => new Date(Date.UTC(2026, 10, 21, hour, minute));

const node = { type: "m5.xlarge", market: "onDemand", from: at(1), to: undefined } as const;
const running: ComputeStatus = { state: "running", said: "EMR j-1 RUNNING", nodes: [node, node] };
const progress: RunProgress = {
  version: 1,
  runId: order.runId,
  stage: "features",
  images: 1000,
  done: 500,
  rejects: 0,
  seconds: 1800,
  at: at(2).toISOString(),
};
const asked: AskedJob = {
  runId: order.runId,
  request,
  endsAt: at(4).toISOString(),
  consoleUrl: "https://console",
  storage: undefined,
  computeMadeAt: at(1),
};

function session(compute: ComputeStatus = running, whileWatched = (): void => {}): StackSession {
  const parsed = parseSettings({ ...emrStack });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const watched: Watched = {
    progress: async () => progress,
    job: async () => {
      whileWatched();
      return { id: "s-1", state: { kind: "running" } };
    },
    compute: async () => compute,
  };
  return {
    stack: "aws-paris",
    settings: parsed.settings,
    job: JobSpec.parse({}),
    pulumi: () => Promise.reject(new Error("the engine is not needed")),
    record: async () => ({ stack: "aws-paris", resources: 66, unfinished: true, job: asked }),
    asked: async () => asked,
    watched: async () => watched,
  };
}

describe("ctrl-C while a job is watched", () => {
  it("ends the watch and not the job, and says its price an hour, its end, and what to type", async () => {
    const first = new AbortController();
    const terminal = capturedTerminal({ interrupted: first.signal, now: () => at(2) });
    const left = session(running, () => first.abort());
    expect(await followRun(left, asked, terminal)).toEqual({ kind: "detached" });
    expect(await sayDetached(left, terminal)).toBe(0);
    const said = terminal.stderr.join("\n");
    expect(said).toMatch(/Detached\. The job goes on at 0\.\d\d USD\/h/);
    expect(said).toContain("until 2026-11-21 04:00 UTC, in 2 h at the latest");
    for (const command of ["watch", "fetch", "destroy"]) expect(said).toContain(`verger ${command} -s aws-paris`);
  });

  it("says so too where the price cannot be asked any more", async () => {
    const terminal = capturedTerminal({ now: () => at(2) });
    const lost = { ...session(), record: () => Promise.reject(new Error("no network")) };
    expect(await sayDetached(lost, terminal)).toBe(0);
    expect(terminal.stderr[0]).toBe("Detached. The job goes on at a price that could not be asked.");
  });
});

describe("ctrl-C while a stack is made", () => {
  it("says how much there is, that it goes, and what leaving it costs until when", async () => {
    const terminal = capturedTerminal({ now: () => at(2) });
    await sayStopping(session(), terminal);
    expect(terminal.stderr[0]).toMatch(
      /^Stopping\. 66 resources exist; destroying them \(ctrl-C again leaves what is there: 0\.\d\d USD\/h until 2026-11-21 04:00 UTC, in 2 h\)\.$/,
    );
  });

  it("before there is a job says what the machines it starts with cost, also where nobody can be asked", async () => {
    const terminal = capturedTerminal({ now: () => at(2) });
    const made = { stack: "aws-paris", resources: 31, unfinished: true, job: undefined };
    await sayStopping({ ...session(), record: async () => made }, terminal);
    await sayStopping({ ...session(), record: () => Promise.reject(new Error("no network")) }, terminal);
    expect(terminal.stderr[0]).toMatch(
      /^Stopping\. 31 resources exist; destroying them .* \d\.\d\d USD\/h.*until their deadline/,
    );
    expect(terminal.stderr[1]).toMatch(/^Stopping\. Destroying what exists .* \d\.\d\d USD\/h.*until their deadline/);
  });
});

const costOf = async (compute: ComputeStatus): Promise<string> => {
  const { job } = await statusOf(session(compute), capturedTerminal({ now: () => at(2) }));
  if (job === undefined) throw new Error("no job");
  return costScreen("aws-paris", job, at(2), 100).join("\n");
};

describe("verger cost", () => {
  it("shows what is spent, what an hour costs, the forecast to the end, and the cap", async () => {
    const text = await costOf(running);
    const amount = (label: string): number => Number(new RegExp(`${label} +(\\d+\\.\\d\\d) USD`).exec(text)?.[1]);
    // Two machines for an hour; half of the pictures took half an hour, so that at least as long is to come.
    expect(amount("spent")).toBeCloseTo(amount("now"), 2);
    expect(amount("forecast")).toBeGreaterThan(amount("spent") * 1.5);
    expect(text).toMatch(/cap +10 USD · machines at most \d+\.\d\d USD/);
    expect(text).toContain("ends        2026-11-21 04:00 UTC, in 2 h");
  });

  it("of a platform that names no machine is unknown, never nothing", async () => {
    expect(await costOf({ ...running, nodes: [] })).toMatch(/spent +unknown \(machines\)/);
  });
});

describe("the terminal of a person", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-terminal-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Sends ctrl-C after ctrl-C to a program on the real terminal; gives what it said and how it ended. */
  async function interrupted(program: string): Promise<{ said: string[]; code: number | null }> {
    const file = join(folder, "program.ts");
    const module = new URL("../../cli/realTerminal.ts", import.meta.url).href;
    await writeFile(file, `import { realTerminal } from "${module}";\nconst terminal = realTerminal();\n${program}`);
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    const said: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(...text.trim().split("\n")));
    await once(child.stdout, "data");
    while (child.exitCode === null) {
      child.kill("SIGINT");
      // Two signals at once are one ctrl-C.
      await Promise.race([once(child, "exit"), sleep(500)]);
    }
    return { said, code: child.exitCode };
  }

  const waiting = `setInterval(() => {}, 1000);\nterminal.interrupted.addEventListener("abort", () => terminal.print("detached"));\n`;

  it("the first ctrl-C is the command's to answer, the second quits", async () => {
    expect(await interrupted(`${waiting}terminal.print("ready");`)).toEqual({ said: ["ready", "detached"], code: 130 });
  });

  it("a command that takes the second, to leave things in order, leaves the third to quit", async () => {
    const takes = `terminal.takeSecondInterrupt?.().addEventListener("abort", () => terminal.print("leaving"));\n`;
    expect(await interrupted(`${waiting}${takes}terminal.print("ready");`)).toEqual({
      said: ["ready", "detached", "leaving"],
      code: 130,
    });
  });
});

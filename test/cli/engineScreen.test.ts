import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { engineLog } from "../../cli/engineLog.ts";
import { EngineScreen, type EngineWork } from "../../cli/screen/engineScreen.ts";
import type { Terminal } from "../../cli/terminal.ts";
import { capturedTerminal } from "./setup/capturedTerminal.ts";

/** As pulumi 3.256 says them. */
const lines = {
  stack: " +  pulumi:pulumi:Stack verger-aws-paris creating (0s) ",
  component: " +  verger:aws:NodeIdentity node creating (0s) ",
  bucket: " +  aws:s3:Bucket verger-aws-paris creating (0s) ",
  bucketMade: " +  aws:s3:Bucket verger-aws-paris created (2s) ",
  cluster: " +  aws:emr:Cluster primary creating (0s) ",
  clusterFailed: " +  aws:emr:Cluster primary creating (84s) error: LimitExceeded: no more clusters",
  silence: "@ updating.....",
  replaced: " +- aws:ec2:Fleet primary replaced (3s) ",
  deleted: " -  aws:s3:Bucket verger-aws-paris deleted (0.31s) ",
};

let now: number;
beforeEach(() => {
  now = Date.UTC(2026, 10, 26);
});
const later = (seconds: number): void => void (now += seconds * 1000);

function screenOn(given: Partial<Terminal> = {}, work: EngineWork = { doing: "made", total: 66 }) {
  const drawn: string[] = [];
  const live = { draw: (text: string) => void drawn.push(text), clear: () => void drawn.push("") };
  const terminal = capturedTerminal({ now: () => new Date(now), live, ...given });
  return { screen: new EngineScreen(terminal, work), drawn, terminal };
}

describe("an engine on a terminal", () => {
  it("is one line: how many of how many, what has been made for the longest, and for how long", () => {
    const { screen, drawn, terminal } = screenOn();
    for (const line of [lines.stack, lines.component, lines.cluster, lines.bucket]) screen.show(line);
    later(84);
    screen.show(lines.bucketMade);
    expect(drawn.at(-1)).toBe("  1/66 resources made, 1:24   Cluster primary, 1:24");
    screen.show(lines.clusterFailed);
    expect(drawn.at(-1)).toBe("  1/66 resources made, 1:24");
    expect(screen.end()).toEqual({ done: 1, took: "1:24" });
    expect(drawn.at(-1)).toBe("");
    expect(terminal.stderr).toEqual([]);
  });

  it("keeps its clock going while the engine is silent, and stops it at the end", () => {
    vi.useFakeTimers();
    const { screen, drawn } = screenOn();
    screen.show(lines.cluster);
    later(30);
    vi.advanceTimersByTime(1000);
    expect(drawn.at(-1)).toBe("  0/66 resources made, 0:30   Cluster primary, 0:30");
    screen.end();
    const count = drawn.length;
    vi.advanceTimersByTime(5000);
    expect(drawn).toHaveLength(count);
    vi.useRealTimers();
  });

  it("claims no total where a part stands already, nor a smaller one than it has done", () => {
    const { screen, drawn } = screenOn({}, { doing: "removed" });
    screen.show(lines.deleted);
    expect(drawn.at(-1)).toBe("  1 resource removed, 0:00");
    const other = screenOn({}, { doing: "made", total: 1 });
    for (const line of [lines.replaced, lines.bucketMade]) other.screen.show(line);
    expect(other.drawn.at(-1)).toBe("  2 resources made, 0:00");
  });

  it("leaves the screen to the job, and draws no more", () => {
    const { screen, drawn } = screenOn();
    screen.show(lines.bucket);
    screen.giveWay();
    const count = drawn.length;
    screen.show(lines.silence);
    screen.end();
    expect(drawn).toHaveLength(count);
  });
});

it("where nothing can be redrawn the engine is a line a minute, not one for each of its own", () => {
  const { screen, terminal } = screenOn({ live: undefined });
  for (const line of [lines.cluster, lines.bucket, lines.bucketMade, lines.silence]) screen.show(line);
  expect(terminal.stderr).toEqual([]);
  later(61);
  screen.show(lines.silence);
  screen.show(lines.silence);
  expect(terminal.stderr).toEqual(["  1/66 resources made, 1:01   Cluster primary, 1:01"]);
});

it("with --verbose the engine speaks for itself", () => {
  const { screen, drawn, terminal } = screenOn({ verbose: true });
  screen.show(lines.cluster);
  screen.show(lines.silence);
  expect(terminal.stderr).toEqual([lines.cluster, lines.silence]);
  screen.end();
  expect(drawn).toEqual([]);
});

describe("the engine's own lines", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-engine-log-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are kept in a file as they come, without a secret of the environment", async () => {
    const environment = { AWS_SECRET_ACCESS_KEY: "marker-secret-access-key" };
    const terminal = capturedTerminal({ workingFolder: folder, environment, now: () => new Date(now) });
    const log = engineLog(terminal, "aws-paris", "up");
    expect(log.path()).toBeUndefined();
    const { screen } = screenOn({}, { doing: "made", log: log.write });
    screen.show(lines.bucketMade);
    screen.show("error: marker-secret-access-key is not valid");
    expect(log.path()).toBe(join(folder, "logs/aws-paris/2026-11-26T00-00-00.000Z-up.log"));
    const text = await readFile(log.path() ?? "", "utf8");
    expect(text).toContain(lines.bucketMade);
    expect(text).not.toContain("marker-secret");
  });

  it("hold up nothing where they cannot be kept", () => {
    const terminal = capturedTerminal({ workingFolder: "/dev/null", now: () => new Date(now) });
    const log = engineLog(terminal, "aws-paris", "up");
    log.write(lines.bucketMade);
    expect(log.path()).toBeUndefined();
  });
});

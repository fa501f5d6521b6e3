import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { describeNeeding } from "../../setup/needing.ts";

const Happened = z.object({
  name: z.string(),
  rows: z.number(),
  error: z.string().nullable(),
  kind: z.string().nullable(),
  orphans: z.number(),
});

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A task whose worker goes wrong must fail with the reason, be retried by Spark, and never lose or invent a row. */
describeNeeding("spark35", "the bridge from a Spark task to Node", (python) => {
  const happened = new Map<string, z.output<typeof Happened>>();

  beforeAll(async () => {
    const args = [here("scenarios.py"), here("../../../job/engines/spark/python"), process.execPath];
    const child = spawn(python, [...args, here("faultyWorker.ts")], { stdio: ["ignore", "pipe", "ignore"] });
    for (const line of (await text(child.stdout)).trim().split("\n")) {
      const one = Happened.parse(JSON.parse(line));
      happened.set(one.name, one);
    }
  });

  it.each([
    ["healthy", 32],
    ["one row", 1],
    ["large", 12],
    ["nothing", 0],
    ["empty batches", 0],
    ["print", 32],
    ["flood", 32],
    ["slow rows above", 16],
    ["slow reader", 24],
    ["reader stops", 8],
    ["total", 1],
  ])("answers every row: %s", (name, rows) => {
    expect(happened.get(name)).toEqual({ name, rows, error: null, kind: null, orphans: 0 });
  });

  it.each([
    ["crash", /exited with -11 .*8 rows answered, 24 owed/],
    ["outOfMemory", /exited with -9/],
    ["exit", /exited with 3/],
    ["throw", /exited with 1 [^]*boom in the worker/],
    ["rubbish", /The Node worker failed: /],
    ["rubbishFirst", /no Arrow stream: b'Welc/],
    ["drop", /answered 7 rows to a batch of 8/],
    ["swap", /rows of other paths/],
    ["stopEarly", /stopped before it had answered everything .exit 0/],
    ["exitLate", /exited with 9/],
    ["hang", /no progress for 1 s/],
    ["spin", /no progress for 1 s/],
    ["hangUnread", /no progress for 1 s/],
    ["totalShort", /stopped before it had answered everything .*31 rows answered, 1 owed/],
    ["totalNone", /The Node worker failed: /],
  ])("fails with the reason: %s", (name, reason) => {
    expect(happened.get(name)).toMatchObject({ kind: "WorkerFailed", orphans: 0 });
    expect(happened.get(name)?.error).toMatch(reason);
  });

  it.each([
    ["kept for three tasks", 1, 1],
    ["kept again", 1, 1],
    ["kept until the last task", 1, 0],
    ["dismissed", 0, 0],
  ])("serves tasks of one command by one process, and no other: %s", (name, processes, idle) => {
    expect(happened.get(name)).toMatchObject({ rows: processes, orphans: idle });
  });

  it("starts another where the kept one has left by itself", () => {
    expect(happened.get("kept, but each left")).toMatchObject({ rows: 3, error: null });
  });

  it("keeps no process beside another command, nor after a failure or a task that was given up", () => {
    expect(happened.get("kept, another command")).toMatchObject({ rows: 32, error: null, orphans: 0 });
    expect(happened.get("kept, but crashed")).toMatchObject({ kind: "WorkerFailed", orphans: 0 });
    expect(happened.get("kept, but reader stops")).toMatchObject({ rows: 8, error: null, orphans: 0 });
  });

  it("passes on the failure of the rows above, not its consequence", () => {
    expect(happened.get("rows above fail")).toMatchObject({ kind: "ValueError", error: "the rows above failed" });
  });

  it("leaves no worker behind when a task is killed outright", () => {
    expect(happened.get("killed parent")).toMatchObject({ rows: 1, orphans: 0 });
  });
});

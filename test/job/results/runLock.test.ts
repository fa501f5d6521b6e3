import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InputError } from "../../../job/contract/errors.ts";
import { lockRun, type ProcessTable } from "../../../job/results/runLock.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "verger-lock-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A machine on which the given processes run: pid → when it started. */
function machine(pid: number, running: Record<number, string | null>, host = "orchard"): ProcessTable {
  return { pid, host, started: (asked) => Promise.resolve(running[asked]) };
}

describe("a run's lock", () => {
  it("keeps a second process out while the first one runs, and lets it in after", async () => {
    const storage = diskStorage(root);
    const both = { 1: "t1", 2: "t2" };
    const release = await lockRun(storage, machine(1, both));
    await expect(lockRun(storage, machine(2, both))).rejects.toThrow("is being written by process 1");
    await release();
    await (
      await lockRun(storage, machine(2, both))
    )();
    expect(await storage.list("")).toEqual([]);
  });

  it("keeps the same process out of a run it is writing already", async () => {
    const storage = diskStorage(root);
    const release = await lockRun(storage);
    await expect(lockRun(storage)).rejects.toThrow(`is being written by process ${process.pid}`);
    await release();
  });

  it.each([
    ["has ended", {}],
    ["has ended and left its pid to another", { 1: "t9" }],
  ])("takes over the lock of a process that %s", async (_, running) => {
    const storage = diskStorage(root);
    await lockRun(storage, machine(1, { 1: "t1" }));
    const release = await lockRun(storage, machine(2, { ...running, 2: "t2" }));
    await expect(lockRun(storage, machine(3, { 2: "t2", 3: "t3" }))).rejects.toThrow("by process 2");
    await release();
  });

  it("lets one of many take over a dead process's lock", async () => {
    const storage = diskStorage(root);
    await lockRun(storage, machine(1, { 1: "t1" }));
    const running = Object.fromEntries([2, 3, 4, 5, 6].map((pid) => [pid, `t${pid}`]));
    const attempts = await Promise.allSettled([2, 3, 4, 5, 6].map((pid) => lockRun(storage, machine(pid, running))));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("survives a process that was killed in the middle of a takeover", async () => {
    const storage = diskStorage(root);
    await lockRun(storage, machine(1, { 1: "t1" }));
    await storage.write("run.lock.takeover", await storage.read("run.lock"));
    const release = await lockRun(storage, machine(2, { 2: "t2" }));
    await release();
    expect(await storage.list("")).toEqual([]);
  });

  it("does not take over a lock of another machine, whose processes it cannot see", async () => {
    const storage = diskStorage(root);
    await lockRun(storage, machine(1, { 1: "t1" }, "elsewhere"));
    const error = await lockRun(storage, machine(2, { 2: "t2" })).catch((e: unknown) => e);
    expect(String(error)).toContain("by process 1 of another machine");
    expect((error as InputError).hint).toContain(`remove ${join(root, "run.lock")}`);
  });

  it("names no host", async () => {
    const storage = diskStorage(root);
    await lockRun(storage, machine(1, { 1: "t1" }, "orchard-of-alice"));
    expect(new TextDecoder().decode(await storage.read("run.lock"))).not.toContain("alice");
  });
});

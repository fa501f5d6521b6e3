import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { seededRandom } from "../../samples/seededRandom.ts";
import { resultDigests } from "./setup/runResults.ts";
import { startVerger, verger } from "./setup/verger.ts";

const kills = 24;
const job = ["job", "--images", "orchard", "--weights", "seeded", "--size", "96", "--components", "5"];

describe("a job that is interrupted", () => {
  let folder = "";
  let reference: Record<string, string> = {};
  let wholeRun = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-interruption-"));
    await renderOrchard(join(folder, "orchard"), { count: 96 });
    const startedAt = performance.now();
    const { code, stderr } = await verger(folder, [...job, "--run-id", "reference", "--workers", "1"]);
    wholeRun = performance.now() - startedAt;
    expect([code, stderr]).toEqual([0, expect.stringContaining("96/96")]);
    reference = await resultDigests(join(folder, "runs", "reference"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("gives the same bytes for any number of workers", async () => {
    for (const workers of ["2", "3"]) {
      await verger(folder, [...job, "--run-id", `workers-${workers}`, "--workers", workers]);
      expect(await resultDigests(join(folder, "runs", `workers-${workers}`))).toEqual(reference);
    }
  });

  test(`loses nothing and leaves nothing behind when it is killed ${kills} times at random points`, async () => {
    const random = seededRandom(11);
    let run = 0;
    let finishedShards = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const { child, finished } = startVerger(folder, [...job, "--run-id", `killed-${run}`]);
      await Promise.race([wait(wholeRun * (0.1 + 0.8 * random())), finished]);
      child.kill("SIGKILL");
      const { code } = await finished;
      const shards = await readdir(join(folder, "runs", `killed-${run}`, "shards")).catch(() => []);
      finishedShards += shards.length;
      if (code === 0) run += 1; // it was done before the blow: the next one hits a new run
    }
    expect(finishedShards).toBeGreaterThan(0);

    for (let each = 0; each <= run; each += 1) {
      const runFolder = join(folder, "runs", `killed-${each}`);
      const { code, stderr } = await verger(folder, [...job, "--run-id", `killed-${each}`]);
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      expect(await resultDigests(runFolder)).toEqual(reference);
      const leftovers = (await readdir(runFolder, { recursive: true })).filter((name) => /\.part$|\.lock$/.test(name));
      expect(leftovers).toEqual([]);
    }
  });

  test("by ctrl-C says how to go on, keeps what it had, and goes on from there", async () => {
    const { child, finished } = startVerger(folder, [...job, "--run-id", "stopped", "--workers", "1"]);
    const shards = join(folder, "runs", "stopped", "shards");
    while ((await readdir(shards).catch(() => [])).length === 0 && child.exitCode === null) await wait(5);
    child.kill("SIGINT");
    const { code, stderr } = await finished;
    expect([code, stderr]).toEqual([130, expect.stringContaining("verger job --resume stopped")]);
    const manifest = JSON.parse(await readFile(join(folder, "runs", "stopped", "run.json"), "utf8"));
    expect(manifest).toMatchObject({ state: "interrupted", counts: { shardsDone: expect.any(Number) } });
    expect(manifest.counts.shardsDone).toBeGreaterThan(0);

    const resumed = await verger(folder, ["job", "--resume", "stopped"]);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringContaining("already done")]);
    expect(await resultDigests(join(folder, "runs", "stopped"))).toEqual(reference);
  });

  test("cannot be written by two processes at once", async () => {
    const first = startVerger(folder, [...job, "--run-id", "twice", "--workers", "1"]);
    while (
      !(await readdir(join(folder, "runs", "twice")).catch((): string[] => [])).includes("run.json") &&
      first.child.exitCode === null
    )
      await wait(5);
    const second = await verger(folder, [...job, "--run-id", "twice"]);
    expect([second.code, second.stderr]).toEqual([2, expect.stringMatching(/Process \d+ is writing/)]);
    expect((await first.finished).code).toBe(0);
    expect(await resultDigests(join(folder, "runs", "twice"))).toEqual(reference);
  });
});

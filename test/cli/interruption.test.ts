import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockRun } from "../../job/results/runLock.ts";
import { diskStorage } from "../../job/storage/diskStorage.ts";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { seededRandom } from "../../job/random/seededRandom.ts";
import { resultDigests } from "./setup/runResults.ts";
import { startVerger, verger } from "./setup/verger.ts";

const kills = 24;
const job = ["job", "--images", "orchard", "--weights", "seeded", "--size", "96", "--components", "5", "--no-report"];

describe("a job that is interrupted", () => {
  let folder = "";
  let reference: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-interruption-"));
    await renderOrchard(join(folder, "orchard"), { count: 72 });
    const { code, stderr } = await verger(folder, [...job, "--run-id", "reference", "--workers", "1"]);
    if (code !== 0) throw new Error(stderr);
    reference = await resultDigests(join(folder, "runs", "reference"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("gives the same bytes for any number of workers", async () => {
    for (const workers of ["2", "3"]) {
      await verger(folder, [...job, "--run-id", `workers-${workers}`, "--workers", workers]);
      expect(await resultDigests(join(folder, "runs", `workers-${workers}`))).toEqual(reference);
    }
  });

  // About forty runs of the job: a minute on a free machine, several on a busy one.
  const patience = { timeout: 600_000 };
  test(
    `loses nothing and leaves nothing behind when it is killed ${kills} times at random points`,
    patience,
    async () => {
      const random = seededRandom(11);
      let run = 0;
      let killedWithResults = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const runFolder = join(folder, "runs", `killed-${run}`);
        const before = (await filesIn(runFolder)).length;
        const { child, finished } = startVerger(folder, [...job, "--run-id", `killed-${run}`]);
        // A blow falls some milliseconds after the run's folder has got so many more files, wherever that is in the work.
        const newFiles = Math.floor(random() * 12);
        while ((await filesIn(runFolder)).length < before + newFiles && child.exitCode === null) await wait(2);
        await Promise.race([wait(random() * 40), finished]);
        child.kill("SIGKILL");
        const { code } = await finished;
        if (code === 0) run += 1;
        else if ((await filesIn(runFolder)).some((name) => name.startsWith("shards"))) killedWithResults += 1;
      }
      expect(killedWithResults).toBeGreaterThan(kills / 4);

      for (let each = 0; each <= run; each += 1) {
        const runFolder = join(folder, "runs", `killed-${each}`);
        const { code, stderr } = await verger(folder, [...job, "--run-id", `killed-${each}`]);
        expect([code, stderr]).toEqual([0, expect.any(String)]);
        expect(await resultDigests(runFolder)).toEqual(reference);
        const leftovers = (await filesIn(runFolder)).filter((name) => /\.part$|lock/.test(name));
        expect(leftovers).toEqual([]);
      }
    },
  );

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

    const resumed = await verger(folder, ["job", "--resume", "stopped", "--no-report"]);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringContaining("already done")]);
    expect(await resultDigests(join(folder, "runs", "stopped"))).toEqual(reference);
  });

  test("cannot be written by two processes at once", async () => {
    const release = await lockRun(diskStorage(join(folder, "runs", "stopped")));
    const kept = await verger(folder, ["job", "--resume", "stopped", "--no-report"]);
    expect([kept.code, kept.stderr]).toEqual([
      2,
      expect.stringContaining(`is being written by process ${process.pid}`),
    ]);
    await release();
    expect((await verger(folder, ["job", "--resume", "stopped", "--no-report"])).code).toBe(0);
  });
});

/** Every file of a folder at any depth, hidden and unfinished ones too; none where there is no folder. */
async function filesIn(path: string): Promise<string[]> {
  return readdir(path, { recursive: true }).catch(() => []);
}

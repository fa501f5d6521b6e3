import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { localRun } from "./localRun.ts";
import { picture, writeFiles } from "./pictures.ts";
import { processesOf } from "./processesOf.ts";
import { resultsOf } from "./resultsOf.ts";
import { sparkHome } from "./sparkHome.ts";

const spec = { weights: "seeded:0", components: 3 } as const;

/** The first worker of a run is killed in the middle of its pictures, as the kernel does when memory is short. */
const killedOnce = (marker: string): string => `
import { existsSync, writeFileSync } from "node:fs";
if (process.argv[2] === "tasks" && !existsSync(${JSON.stringify(marker)})) {
  writeFileSync(${JSON.stringify(marker)}, "");
  process.stdin.once("data", () => process.kill(process.pid, "SIGKILL"));
}`;

/** A cluster that goes away must not cost what was finished, and coming back must not change a number. */
describeNeeding("spark35", "a job on Spark that is cut short", (python) => {
  let folder: string;
  let images: string;
  let home: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-resume-"));
    home = await sparkHome(join(folder, "home"), spec, killedOnce(join(folder, "killed")));
    const files: Record<string, Uint8Array> = {};
    for (let number = 0; number < 48; number++) files[`${number % 4}/${number}.png`] = await picture(number);
    images = await writeFiles(join(folder, "images"), files);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const submit = (): ChildProcess => {
    const out = ["--out", join(folder, "runs"), "--run-id", "cut", "--home", home];
    const job = ["--images", images, "--spec", JSON.stringify(spec), ...out];
    const settings =
      "--conf spark.ui.enabled=false --conf spark.verger.picturesATask=4 --master local[2,4] pyspark-shell";
    return spawn(python, [join(home, "spark", "driver.py"), ...job], {
      detached: true,
      stdio: ["ignore", "ignore", openSync(join(folder, "spark.log"), "a")],
      env: {
        ...process.env,
        PYSPARK_PYTHON: python,
        SPARK_LOCAL_IP: "127.0.0.1",
        PYSPARK_SUBMIT_ARGS: settings,
        VERGER_JAVA_ARCHIVE: "off",
      },
    });
  };
  const shards = join("runs", "cut", "shards");
  const records = async (): Promise<string[]> =>
    (await readdir(join(folder, shards)).catch(() => [])).filter((name) => name.endsWith(".json")).sort();

  /** As an attempt on more cores leaves them, when it is killed after it moved its files and before it said so. */
  const leavePartsOf = async (wave: number | undefined): Promise<void> => {
    const features = join(folder, "runs", "cut", "features");
    const [some = ""] = await readdir(features);
    for (let part = 0; part < 5; part++)
      await copyFile(join(features, some), join(features, `part-0000${wave}-00${part}.parquet`));
  };

  it("does only the missing shards when it is submitted again, and gives the results of an unbroken run", async () => {
    const first = submit();
    const ended = new Promise((resolve) => first.once("close", resolve));
    while ((await records()).length < 2 && first.exitCode === null) await sleep(50);
    process.kill(-first.pid!, "SIGKILL");
    await ended;
    const kept = await records();
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(kept.length).toBeLessThan(6);
    expect(existsSync(join(folder, "killed")), "a worker was killed, and its task retried").toBe(true);
    for (let attempt = 0; attempt < 40 && (await processesOf(join(home, "worker.mjs"))).length > 0; attempt++)
      await sleep(250);
    expect(await processesOf(join(home, "worker.mjs"))).toEqual([]);
    await leavePartsOf(
      Array.from({ length: 6 }, (_, wave) => wave).find((wave) => !kept.includes(`part-0000${wave}.json`)),
    );
    const times = await Promise.all(kept.map(async (name) => (await stat(join(folder, shards, name))).mtimeMs));

    const second = submit();
    const code = await new Promise((resolve) => second.once("close", resolve));
    if (code !== 0) throw new Error((await readFile(join(folder, "spark.log"), "utf8")).slice(-4000));
    expect(await records()).toHaveLength(6);
    for (const [index, name] of kept.entries())
      expect((await stat(join(folder, shards, name))).mtimeMs).toBe(times[index]);

    const there = await resultsOf(join(folder, "runs", "cut"));
    const here = await resultsOf(await localRun(images, join(folder, "runs"), spec));
    expect(there.features).toEqual(here.features);
    expect(there.manifest).toMatchObject({ state: "succeeded", attempts: 2, counts: { images: 48, shardsDone: 6 } });
    const listed = there.manifest!.files.map(({ path }) => path).filter((path) => path.startsWith("features/"));
    expect((await readdir(join(folder, "runs", "cut", "features"))).sort()).toEqual(
      listed.map((path) => path.slice("features/".length)).sort(),
    );
    expect(JSON.parse(await readFile(join(folder, "runs", "cut", "progress.json"), "utf8"))).toMatchObject({
      stage: "finished",
      images: 48,
      done: 48,
    });
  }, 600_000);
});

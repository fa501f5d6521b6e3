import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { describeLong } from "../setup/describeLong.ts";
import { describeNeeding } from "../setup/needing.ts";
import { expectSameProjections } from "./expectSameProjections.ts";
import { localRun } from "./localRun.ts";
import { picture, writeFiles } from "./pictures.ts";
import { processesOf } from "./processesOf.ts";
import { resultsOf } from "./resultsOf.ts";
import { sparkHome } from "./sparkHome.ts";
import { SparkSession } from "./sparkSession.ts";
import { type StandaloneCluster, startStandaloneCluster } from "./standaloneCluster.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const spec = { extractor: "pixels", size: 8, grey: true, weights: "seeded:0", components: 3 } as const;

/** The first worker of the run says who it is and waits, so that its executor can be taken away from under it. */
const waitingOnce = (marker: string): string => `
import { existsSync, writeFileSync } from "node:fs";
if (process.argv[2] === "tasks" && !existsSync(${JSON.stringify(marker)})) {
  writeFileSync(${JSON.stringify(marker)}, String(process.pid));
  await new Promise((resolve) => setTimeout(resolve, 120_000));
}`;

/** A spot machine that is taken away in the middle must cost time, never a row, and leave nothing running. */
function suite(python: string): void {
  let folder: string;
  let cluster: StandaloneCluster | undefined;
  let session: SparkSession | undefined;
  let home: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-standalone-"));
    home = await sparkHome(join(folder, "home"), spec, waitingOnce(join(folder, "marker")));
    cluster = await startStandaloneCluster(python, folder, 2);
    session = await SparkSession.start(python, home, cluster.address, {
      "spark.executor.memory": "512m",
      "spark.scheduler.minRegisteredResourcesRatio": "1",
      "spark.verger.picturesATask": "8",
    });
  });
  afterAll(async () => {
    await session?.stop();
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("loses an executor midway and gives the results of one machine", async () => {
    const files: Record<string, Uint8Array> = {};
    for (let number = 0; number < 40; number++) files[`${number % 3}/${number}.png`] = await picture(number);
    const images = await writeFiles(join(folder, "images"), files);
    const out = join(folder, "runs");
    const over = new AbortController();
    const taken = takeAwayItsExecutor(join(folder, "marker"), over.signal);
    await session?.succeed({ images, out, runId: "spark", spec }).finally(() => over.abort());
    expect(await taken, "an executor was killed while a worker of it had pictures").toBe(true);

    const here = await resultsOf(await localRun(images, out, spec));
    const there = await resultsOf(join(out, "spark"));
    expect([here.rejects, there.rejects]).toEqual([[], []]);
    expect(there.features).toEqual(here.features);
    expect(there.manifest).toMatchObject({ state: "succeeded", counts: { images: 40, features: 40, rejects: 0 } });
    expectSameProjections(there.projections, here.projections);
    for (let attempt = 0; attempt < 40 && (await processesOf(join(home, "worker.mjs"))).length > 0; attempt++)
      await sleep(250);
    expect(await processesOf(join(home, "worker.mjs"))).toEqual([]);
  });
}

/** Kills the JVM above the process that the marker names. @returns false where none was found before the job was over */
async function takeAwayItsExecutor(marker: string, jobIsOver: AbortSignal): Promise<boolean> {
  while (!existsSync(marker) && !jobIsOver.aborted) await sleep(100);
  let pid = existsSync(marker) ? Number(await readFile(marker, "utf8")) : 0;
  while (pid > 1) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
    if (command.includes("CoarseGrainedExecutorBackend")) return process.kill(pid, "SIGKILL");
    const status = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name of a program may hold spaces and brackets: what follows the last bracket is state and parent.
    pid = Number(status.slice(status.lastIndexOf(")")).split(" ")[2]);
  }
  return false;
}

describeNeeding("spark35", "Spark 3.5's own cluster of two workers", suite);
describeLong("the newer Spark", () => describeNeeding("spark41", "Spark 4.1's own cluster of two workers", suite));

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { WorkerSetup } from "./featuresWorker.ts";

export interface Rate {
  /** Pictures a second, all workers together. */
  readonly imagesPerSecond: number;
  /** Processor time a picture costs, over all threads: a busy machine disturbs it less than the clock. */
  readonly cpuMilliseconds: number;
}

interface Finished {
  readonly images: number;
  readonly milliseconds: number;
}

/**
 * Runs so many workers of each setup, one setup after another for about so long, round by round: what disturbs the
 * machine disturbs them all. @returns the best of the rounds of each
 */
export async function measure(
  setups: readonly WorkerSetup[],
  workers: number,
  milliseconds: number,
  rounds: number,
): Promise<Rate[]> {
  const start = (setup: WorkerSetup) =>
    Array.from(
      { length: workers },
      () => new Worker(new URL("featuresWorker.ts", import.meta.url), { workerData: setup }),
    );
  const teams = setups.map(start);
  try {
    await Promise.all(teams.flat().map((thread) => once(thread, "message")));
    const best = teams.map((): Rate => ({ imagesPerSecond: 0, cpuMilliseconds: Infinity }));
    for (let round = 0; round < rounds; round++) {
      for (const [team, threads] of teams.entries()) {
        const rate = await measureRound(threads, milliseconds);
        const before = best[team] ?? rate;
        best[team] = {
          imagesPerSecond: Math.max(before.imagesPerSecond, rate.imagesPerSecond),
          cpuMilliseconds: Math.min(before.cpuMilliseconds, rate.cpuMilliseconds),
        };
      }
    }
    return best;
  } finally {
    await Promise.all(teams.flat().map((thread) => thread.terminate()));
  }
}

async function measureRound(threads: readonly Worker[], milliseconds: number): Promise<Rate> {
  const before = process.cpuUsage();
  const finished = await Promise.all(
    threads.map(async (thread) => {
      thread.postMessage(milliseconds);
      const [message] = (await once(thread, "message")) as [Finished];
      return message;
    }),
  );
  const { user, system } = process.cpuUsage(before);
  const images = finished.reduce((sum, each) => sum + each.images, 0);
  return {
    imagesPerSecond: finished.reduce((sum, each) => sum + (1000 * each.images) / each.milliseconds, 0),
    cpuMilliseconds: (user + system) / 1000 / images,
  };
}

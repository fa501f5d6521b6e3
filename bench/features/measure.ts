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

/** Runs so many workers side by side, each for about so long, and takes the best of some rounds. */
export async function measure(
  setup: WorkerSetup,
  workers: number,
  milliseconds: number,
  rounds: number,
): Promise<Rate> {
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL("featuresWorker.ts", import.meta.url), { workerData: setup }),
  );
  try {
    await Promise.all(threads.map((thread) => once(thread, "message")));
    let best: Rate = { imagesPerSecond: 0, cpuMilliseconds: Infinity };
    for (let round = 0; round < rounds; round++) {
      const rate = await measureRound(threads, milliseconds);
      best = {
        imagesPerSecond: Math.max(best.imagesPerSecond, rate.imagesPerSecond),
        cpuMilliseconds: Math.min(best.cpuMilliseconds, rate.cpuMilliseconds),
      };
    }
    return best;
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
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

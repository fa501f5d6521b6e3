import { appendFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** Preloaded with `node --import`: adds what the process used to the file that VERGER_BENCH_USAGE names, one line a process. */
const file = process.env["VERGER_BENCH_USAGE"];
if (file !== undefined && isMainThread)
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    appendFileSync(file, `${JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peakMB: maxRSS / 1000 })}\n`);
  });

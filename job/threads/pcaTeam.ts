import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Team } from "../pca/team.ts";
import type { FromPcaWorker, ToPcaWorker } from "./pcaWorker.ts";

const workerFile = new URL(import.meta.url.endsWith(".ts") ? "./pcaWorker.ts" : "./pcaWorker.js", import.meta.url);

/** More threads than this wait for memory, and for each other (a block has few panels). */
const mostThreads = 4;

const teams = new Map<number, Team>();

/**
 * Threads for a PCA, one a core, up to four; undefined where there is one core. They start when they are prepared, stay
 * for the next PCA, and do not keep the process alive.
 */
export function pcaTeam(threads: number = availableParallelism()): Team | undefined {
  const size = Math.min(threads, mostThreads);
  if (size < 2) return undefined;
  const known = teams.get(size);
  if (known !== undefined) return known;
  const team = teamOf(size);
  teams.set(size, team);
  return team;
}

function teamOf(size: number): Team {
  const members = Array.from({ length: size }, () => teamMember());
  let isReady = false;
  let ready: Promise<unknown> | undefined;
  return {
    size,
    get isReady() {
      return isReady;
    },
    async prepare() {
      ready ??= Promise.all(members.map((ask) => ask({ kind: "prepare" })));
      await ready;
      isReady = true;
    },
    async begin(work, threads = size) {
      await Promise.all(members.slice(0, threads).map((ask) => ask(work)));
    },
  };
}

/** A thread that starts when it is first asked for something, and again after it has ended unasked. */
function teamMember(): (message: ToPcaWorker) => Promise<void> {
  let worker: Worker | undefined;
  const owed: { resolve: () => void; reject: (error: Error) => void }[] = [];

  const failAll = (error: Error): void => {
    worker = undefined;
    for (const { reject } of owed.splice(0)) reject(error);
  };
  const start = (): Worker => {
    // Options of the command line that started the process are for its first module.
    const started = new Worker(workerFile, { execArgv: [] });
    started.on("message", (message: FromPcaWorker) => {
      const answered = owed.shift();
      if (owed.length === 0) started.unref();
      if (message.kind === "done") answered?.resolve();
      else answered?.reject(message.error);
    });
    started.on("error", failAll);
    started.on("exit", (code) => failAll(new Error(`a thread of the PCA ended early with code ${code}`)));
    return started;
  };

  return (message) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      owed.push({ resolve, reject });
      worker.postMessage(message);
    });
}

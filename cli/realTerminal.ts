import type { createLogUpdate } from "log-update";
import { createInterface } from "node:readline/promises";
import type { LiveArea, Terminal } from "./terminal.ts";

type LogUpdate = ReturnType<typeof createLogUpdate>;

/** The terminal this process was started in. A ctrl-C that nobody waits for ends the process at once. */
export function realTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  const interruption = new AbortController();
  const awaited = [interruption];
  let lastInterrupt = Number.NEGATIVE_INFINITY;
  const interrupt = (): void => {
    // A terminal signals the whole group and a parent may pass the signal on: two at once are one ctrl-C.
    if (performance.now() - lastInterrupt <= 300) return;
    lastInterrupt = performance.now();
    const next = awaited.find(({ signal }) => !signal.aborted);
    if (next === undefined) process.exit(130);
    next.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);

  // `verger … | head` closes the pipe early: what was left to say is lost, what was computed is not.
  for (const stream of [stdout, stderr]) stream.on("error", ignoreClosedPipe);

  const isLive = stderr.isTTY && env.TERM !== "dumb" && env.CI !== "true";
  return {
    print: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    live: isLive ? liveArea(stderr) : undefined,
    get columns() {
      return stderr.columns ?? stdout.columns ?? 80;
    },
    color: stderr.isTTY && !env.NO_COLOR && env.TERM !== "dumb",
    environment: env,
    workingFolder: process.cwd(),
    interrupted: interruption.signal,
    takeSecondInterrupt: () => {
      const second = new AbortController();
      awaited.push(second);
      return second.signal;
    },
    ask: process.stdin.isTTY ? (question) => askPerson(question, interruption.signal) : undefined,
    now: () => new Date(),
    random: Math.random,
  };
}

/** What draws is loaded with the first drawing: most commands never draw. */
function liveArea(stream: NodeJS.WriteStream): LiveArea {
  let update: LogUpdate | undefined;
  let latest: string | undefined;
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    update = (await import("log-update")).createLogUpdate(stream);
    if (latest !== undefined) update(latest);
  };
  return {
    draw: (text) => {
      latest = text;
      loading ??= load();
      update?.(text);
    },
    clear: () => {
      latest = undefined;
      update?.clear();
    },
  };
}

async function askPerson(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

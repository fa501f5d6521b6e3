import { hostname, uptime } from "node:os";
import type { Machine } from "./stackLock.ts";

export function thisMachine(now: Date): Machine {
  return { host: hostname(), bootedAt: new Date(now.getTime() - uptime() * 1000), isRunning };
}

/** A process of another user's runs too: it only may not be signalled. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

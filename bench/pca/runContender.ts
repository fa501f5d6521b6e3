import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import { contenderEnvironment } from "./contenderEnvironment.ts";

const Fit = z.object({ wall: z.number(), cpu: z.number().nullable() });
const Measured = z.object({ fits: z.array(Fit).min(1), peakMiB: z.number() });

/** What a contender did: milliseconds of each fit (by the wall clock, and of processor time where known) and peak memory. */
export type Outcome =
  | ({ readonly kind: "done" } & z.output<typeof Measured>)
  | { readonly kind: "over the limit"; readonly seconds: number }
  | { readonly kind: "failed"; readonly why: string };

/**
 * Runs a contender's process. The limit counts from the line `ready`, after data and libraries are loaded; a process
 * that is over it is ended with all that it started.
 */
export function runContender(
  command: readonly string[],
  limitSeconds: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const [program = "", ...parameters] = command;
    const env = { ...contenderEnvironment(process.env), ...environment };
    const child = spawn(program, parameters, { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
    let outcome: Outcome | undefined;
    let lastError = "no output";
    let timer: NodeJS.Timeout | undefined;
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (/error|exception|killed/i.test(line)) lastError = line.trim().slice(0, 100);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line === "ready")
        timer = setTimeout(() => {
          outcome = { kind: "over the limit", seconds: limitSeconds };
          endGroup(child.pid);
        }, limitSeconds * 1000);
      else if (line.startsWith("{")) outcome ??= { kind: "done", ...Measured.parse(JSON.parse(line)) };
    });
    child.on("error", (error) => {
      lastError = error.message;
    });
    child.on("close", () => {
      clearTimeout(timer);
      resolve(outcome ?? { kind: "failed", why: lastError });
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}

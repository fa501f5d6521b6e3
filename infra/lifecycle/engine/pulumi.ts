import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { GrowingFile } from "./growingFile.ts";

export interface PulumiRun {
  readonly code: number;
  /** stdout and stderr, in the order they were seen. */
  readonly output: string;
  /** stdout alone: what a command answers, without the warnings beside it. */
  readonly stdout: string;
}

export interface PulumiOptions {
  /** Told every line as it comes. */
  readonly onLine?: (line: string) => void;
  /** Interrupts the engine as ctrl-C does: it finishes what it has begun and keeps its state. */
  readonly signal?: AbortSignal;
}

/** Runs the Pulumi command line in the project to its end. */
export type Pulumi = (args: readonly string[], options?: PulumiOptions) => Promise<PulumiRun>;

/** The folder with `Pulumi.yaml`: the working folder, or the one this package brings. */
export function projectFolder(workingFolder: string): string {
  if (existsSync(join(workingFolder, "Pulumi.yaml"))) return workingFolder;
  return dirname(dirname(dirname(import.meta.dirname)));
}

const lookMs = 100;

/**
 * The `pulumi` on PATH, run in a project's folder. It writes into files that are followed here: a broken pipe would end
 * it in the middle of its work when we are killed, with what it had begun in no state.
 */
export function pulumiIn(folder: string, environment: Readonly<Record<string, string | undefined>>): Pulumi {
  return async (args, { onLine, signal } = {}) => {
    const temporary = environment["TMPDIR"] || tmpdir();
    const stdout = await GrowingFile.create(temporary);
    const stderr = await GrowingFile.create(temporary);
    const said = { output: "", stdout: "" };
    const streams = [stdout, stderr].map((file) => ({ file, lines: wholeLines(onLine) }));
    const listen = async (): Promise<void> => {
      for (const { file, lines } of streams) {
        const text = await file.more();
        said.output += text;
        if (file === stdout) said.stdout += text;
        lines.add(text);
      }
    };
    try {
      // A group of its own: ctrl-C in the terminal reaches it through us, once.
      const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: folder,
        env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
        stdio: ["ignore", stdout.descriptor, stderr.descriptor],
        detached: true,
      });
      const interrupt = (): void => void child.kill("SIGINT");
      signal?.addEventListener("abort", interrupt, { once: true });
      if (signal?.aborted === true) interrupt();
      const engine = { runs: true };
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once("error", (error) => reject(notStarted(error)));
        child.once("exit", resolve);
      }).finally(() => {
        engine.runs = false;
        signal?.removeEventListener("abort", interrupt);
      });
      const followed = (async (): Promise<void> => {
        while (engine.runs) {
          await listen();
          await Promise.race([ended.catch(() => undefined), sleep(lookMs)]);
        }
      })();
      const [code] = await Promise.all([ended, followed]);
      await listen();
      for (const { lines } of streams) lines.end();
      return { code: code ?? 1, ...said };
    } finally {
      await Promise.all([stdout.close(), stderr.close()]);
    }
  };
}

/** Tells every line of a text that comes in pieces, once it is whole; the last one at the end. */
function wholeLines(tell: (line: string) => void = () => undefined): { add(text: string): void; end(): void } {
  let unfinished = "";
  return {
    add(text) {
      const lines = (unfinished + text).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) tell(line);
    },
    end() {
      if (unfinished !== "") tell(unfinished);
    },
  };
}

function notStarted(error: Error): VergerError {
  return new VergerError(
    exitCodes.doctorFailed,
    `the Pulumi command line could not be started: ${error.message}`,
    "install it: https://www.pulumi.com/docs/iac/download-install/",
    { cause: error },
  );
}

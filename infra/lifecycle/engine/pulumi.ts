import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";

export interface PulumiRun {
  readonly code: number;
  /** stdout and stderr as they came. */
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

/** The `pulumi` on PATH, run in a project's folder. */
export function pulumiIn(folder: string, environment: Readonly<Record<string, string | undefined>>): Pulumi {
  return (args, { onLine, signal } = {}) =>
    new Promise((resolve, reject) => {
      // A group of its own: ctrl-C in the terminal reaches it through us, once.
      const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: folder,
        env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      let output = "";
      let stdout = "";
      let unfinished = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          output += text;
          if (stream === child.stdout) stdout += text;
          const lines = (unfinished + text).split("\n");
          unfinished = lines.pop() ?? "";
          for (const line of lines) onLine?.(line);
        });
      const interrupt = (): void => void child.kill("SIGINT");
      signal?.addEventListener("abort", interrupt, { once: true });
      child.once("error", (error) => reject(notStarted(error)));
      child.once("close", (code) => {
        signal?.removeEventListener("abort", interrupt);
        resolve({ code: code ?? 1, output, stdout });
      });
    });
}

function notStarted(error: Error): VergerError {
  return new VergerError(
    exitCodes.doctorFailed,
    `the Pulumi command line could not be started: ${error.message}`,
    "install it: https://www.pulumi.com/docs/iac/download-install/",
    { cause: error },
  );
}

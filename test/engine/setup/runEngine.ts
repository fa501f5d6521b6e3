import { type ChildProcess, spawn } from "node:child_process";

export interface EngineRun {
  readonly code: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  /** Called with the engine's process, so that a test can interrupt or kill it. */
  readonly started?: (engine: ChildProcess) => void;
}

/** Runs the Pulumi command line to its end. */
export async function runEngine(
  pulumi: string,
  args: readonly string[],
  options: RunOptions & { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
): Promise<EngineRun> {
  const began = performance.now();
  const child = spawn(pulumi, [...args, "--non-interactive"], {
    cwd: options.cwd,
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  options.started?.(child);
  // Not "close": a program that outlives a killed engine keeps its pipes open.
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => setImmediate(() => resolve(status)));
  });
  return { code, output, seconds: (performance.now() - began) / 1000 };
}

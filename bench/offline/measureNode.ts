import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** What one command of Node used, its Node children included. */
export interface Used {
  /** Wall clock, s. */
  readonly seconds: number;
  /** Processor time of user and system, s. */
  readonly cpu: number;
  /** Of the largest process, MB. */
  readonly peakMB: number;
}

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const preload = fileURLToPath(new URL("./reportUsage.ts", import.meta.url));
const Line = z.object({ cpu: z.number(), peakMB: z.number() });

/** Runs `node …` in the checkout and measures it. @throws Error with what it printed when it fails. */
export async function measureNode(args: readonly string[]): Promise<Used> {
  const folder = await mkdtemp(join(tmpdir(), "verger-bench-"));
  try {
    const file = join(folder, "usage");
    const began = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: checkout,
      env: { ...process.env, NODE_OPTIONS: `--import=${preload}`, VERGER_BENCH_USAGE: file },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    await once(child, "close");
    const seconds = (performance.now() - began) / 1000;
    if (child.exitCode !== 0) throw new Error(`node ${args.join(" ")} ended with ${child.exitCode}\n${said}`);
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    const processes = lines.map((line) => Line.parse(JSON.parse(line)));
    return {
      seconds,
      cpu: processes.reduce((sum, { cpu }) => sum + cpu, 0),
      peakMB: Math.max(...processes.map(({ peakMB }) => peakMB)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import type { FakeCloud } from "./fakeCloud.ts";

const run = promisify(execFile);

export const commandType = "command:local:Command";

const Inputs = z.object({
  dir: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
});

/** Stands in for the command provider: runs the script in a shell, or hands it to the test that wants to answer. */
export async function localCommand(
  cloud: FakeCloud,
  script: unknown,
  inputs: Readonly<Record<string, unknown>>,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  if (typeof script !== "string") return { stdout: "", stderr: "" };
  const { dir, environment } = Inputs.parse(inputs);
  const answer = cloud.commands.get(script);
  if (answer !== undefined) return { stdout: await answer(script, environment), stderr: "" };
  const { stdout, stderr } = await run("/bin/sh", ["-c", script], {
    env: { ...process.env, ...environment },
    ...(dir !== undefined && { cwd: dir }),
  });
  return { stdout: stdout.replace(/\n$/, ""), stderr: stderr.replace(/\n$/, "") };
}

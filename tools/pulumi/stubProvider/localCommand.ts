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
  const options = { env: { ...process.env, ...environment }, ...(dir !== undefined && { cwd: dir }) };
  const { stdout, stderr } = await run("/bin/sh", ["-c", script], options).catch((error: unknown) => {
    throw failure(script, error);
  });
  return { stdout: stdout.replace(/\n$/, ""), stderr: stderr.replace(/\n$/, "") };
}

const Failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

/** What the real provider says of a script that failed: its exit code, then its own words. */
function failure(script: string, error: unknown): Error {
  const failed = Failed.safeParse(error);
  if (!failed.success) return error instanceof Error ? error : new Error(String(error));
  const { code, stdout, stderr } = failed.data;
  return new Error(`exit status ${code}: running ${JSON.stringify(script)}\n${stdout}${stderr}`);
}

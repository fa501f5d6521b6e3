import { describe, expect, test } from "vitest";
import { runCli } from "../../cli/runCli.ts";
import { capturedTerminal } from "./setup/capturedTerminal.ts";

async function printed(...args: string[]): Promise<string> {
  const terminal = capturedTerminal({ columns: 80 });
  expect([await runCli(args, terminal), terminal.stderr]).toEqual([0, []]);
  return terminal.stdout.join("\n");
}

describe("--help", () => {
  test("of verger lists every command with what it is for", async () => {
    const text = await printed("--help");
    expect(text).toMatch(/^Usage: verger COMMAND$/m);
    for (const command of ["start", "job", "pca", "report", "weights", "plan", "config"])
      expect(text).toMatch(new RegExp(`^  ${command} +\\w`, "m"));
  });

  test("of a command lists its options, in the columns there are, without colour codes", async () => {
    const text = await printed("job", "--help");
    expect(text).toMatch(/^ {2}--images text +Folder of photographs/m);
    expect(text).toMatch(/^ {2}--no-report +Make no report$/m);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(text).not.toContain("\u001b");
  });

  test("of a command within a command names both", async () => {
    expect(await printed("weights", "list", "--help")).toContain("Usage: verger weights list");
  });

  test("is also what a command without its sub-command prints", async () => {
    expect(await printed("weights")).toContain("Usage: verger weights COMMAND");
  });
});

test("--version is the package's", async () => {
  expect(await printed("--version")).toMatch(/^\d+\.\d+\.\d+$/);
});

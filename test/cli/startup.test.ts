import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commands } from "../../cli/commands.ts";
import { stackCommandOptions } from "../../cli/options/stackCommandOptions.ts";
import { capturedTerminal } from "./setup/capturedTerminal.ts";

const root = new URL("../../", import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, root));

/** The packages' modules that a command loads, as `package/path`. */
function modulesOf(...args: string[]): readonly string[] {
  const { PATH, HOME } = process.env;
  const run = spawnSync(
    process.execPath,
    ["--import", path("test/cli/setup/listModules.ts"), path("bin/verger.js"), ...args],
    { cwd: path("."), env: { PATH, HOME, PULUMI_BACKEND_URL: "file://~" }, encoding: "utf8" },
  );
  expect(run.status, run.stderr).toBe(0);
  return run.stderr.split("\n").map((url) => url.replace(/^.*\/node_modules\//, ""));
}

const packagesIn = (modules: readonly string[]): readonly string[] =>
  [...new Set(modules.filter((name) => !/^(file|node):/.test(name)).map(packageOf))].sort();

const packageOf = (module: string): string => module.split("/", module.startsWith("@") ? 2 : 1).join("/");

describe("what a command loads before it answers", () => {
  it("--help loads no command, and what only commands need", () => {
    expect(packagesIn(modulesOf("--help"))).toEqual(["citty", "fastest-levenshtein"]);
  });

  it.each(Object.keys(stackCommandOptions))("%s --help loads nothing that the command works with", (command) => {
    const modules = modulesOf(command, "--help");
    expect(packagesIn(modules)).toEqual(["citty", "fastest-levenshtein"]);
    expect(modules.filter((name) => name.includes(`/cli/commands/${command}.ts`))).toEqual([]);
  });

  it.each(Object.keys(commands(capturedTerminal())))("%s --help loads what its options are made of", (command) => {
    const light = new Set(["citty", "fastest-levenshtein", "is-network-error", "p-retry", "yaml", "zod"]);
    const args = command === "bundle" ? ["bundle", "build"] : [command];
    expect(packagesIn(modulesOf(...args, "--help")).filter((name) => !light.has(name))).toEqual([]);
  });

  it.each([
    ["aws-paris", ["@pulumi/aws"]],
    ["aws-paris-ec2", ["@pulumi/aws"]],
    ["aws-paris-databricks", ["@pulumi/aws", "@pulumi/databricks"]],
    ["azure-francecentral", ["@pulumi/azure-native", "@pulumi/databricks"]],
  ])("plan -s %s loads the providers of its cloud, by their sub-modules, and no compiler", (stack, providers) => {
    const modules = modulesOf("plan", "-s", stack);
    expect(packagesIn(modules).filter((name) => /^@pulumi\/(?!pulumi|command)/.test(name))).toEqual(providers);
    expect(modules.filter((name) => /^@pulumi\/(aws|azure-native|databricks|command)\/index\.js$/.test(name))).toEqual(
      [],
    );
    for (const heavy of ["typescript", "@npmcli/arborist", "pacote", "sharp", "onnxruntime-node", "apache-arrow"])
      expect(packagesIn(modules)).not.toContain(heavy);
  });
});

it("what a plan puts off is there for who calls it", () => {
  const script = `
    const { deferUnused } = await import(${JSON.stringify(path("infra/plan/deferUnused.ts"))});
    deferUnused();
    const { runtime } = await import("@pulumi/pulumi");
    const { text } = await runtime.serializeFunction(() => 41 + 1);
    process.stdout.write(text);
  `;
  const { PATH, HOME } = process.env;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: path("."),
    env: { PATH, HOME },
    encoding: "utf8",
  });
  expect(run.stdout, run.stderr).toContain("41 + 1");
});

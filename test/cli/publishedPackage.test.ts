import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeNeeding } from "../setup/needing.ts";

const run = promisify(execFile);
const checkout = fileURLToPath(new URL("../..", import.meta.url));
// The node that runs this test (24, pinned) goes first on the path; no variable of a developer's helps the install.
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/onnxruntime|^npm_/i.test(name))),
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
};

describeNeeding("packaging", "the published package, installed into an empty folder", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-package-"));
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
      cwd: checkout,
      env: environment,
      maxBuffer: 1 << 26,
    });
    const packed = /"filename": "(verger-.*?\.tgz)"/.exec(stdout)?.[1] ?? "";
    await writeFile(join(folder, "package.json"), '{ "private": true }\n');
    await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, packed)], {
      cwd: folder,
      env: environment,
      maxBuffer: 1 << 26,
    });
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const verger = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    run(join(folder, "node_modules", ".bin", "verger"), args, { cwd: folder, env: environment, maxBuffer: 1 << 26 });

  const inside = (path: string): boolean => existsSync(join(folder, "node_modules", "verger", path));

  test("contains the built program and none of its sources, tests or development tools", () => {
    expect(inside("dist/cli/main.js")).toBe(true);
    for (const path of ["cli", "job", "test", "tools", "bench", "dist/test"])
      expect([path, inside(path)]).toEqual([path, false]);
  });

  test("draws the orchard and runs the job on it, network included", async () => {
    const { stdout } = await verger("start");
    expect(stdout).toContain("120 × 1,280");
  });

  test("runs a job and prints its manifest as JSON", async () => {
    const { stdout } = await verger(
      "job",
      "--images",
      "samples/orchard",
      "--extractor",
      "pixels",
      "--size",
      "16",
      "--components",
      "3",
      "--json",
    );
    expect(JSON.parse(stdout)).toMatchObject({ state: "succeeded", counts: { images: 120, rejects: 0 } });
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pulumiIn } from "../../../../infra/lifecycle/engine/pulumi.ts";

/** A `pulumi` that does what a test writes as JavaScript. */
describe("the engine's process", () => {
  let folder: string;
  let temporary: string;
  let environment: Record<string, string>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-fake-pulumi-"));
    temporary = join(folder, "tmp");
    await mkdir(temporary);
    environment = { PATH: folder, TMPDIR: temporary };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function pulumiDoes(script: string): Promise<void> {
    const imports = `import { writeFileSync, writeSync } from "node:fs";\nimport { setTimeout as sleep } from "node:timers/promises";\n`;
    await writeFile(join(folder, "fake.mjs"), imports + script);
    const program = join(folder, "pulumi");
    await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${join(folder, "fake.mjs")}' "$@"\n`);
    await chmod(program, 0o755);
  }

  it("tells its lines whole and as they come, keeps stdout apart, and leaves no file", async () => {
    await pulumiDoes(`
      const é = Buffer.from("créé\\n");
      writeSync(1, "one\\ntw"); writeSync(2, "warning: old\\n");
      await sleep(300);
      writeSync(1, "o\\n"); writeSync(1, é.subarray(0, 3));
      await sleep(300);
      writeSync(1, é.subarray(3)); writeSync(1, process.argv.slice(2).join(" "));
      process.exit(3);`);
    const lines: string[] = [];
    let ended = false;
    const run = pulumiIn(folder, environment)(["stack", "export"], { onLine: (line) => lines.push(line) });
    void run.finally(() => (ended = true));
    while (!lines.includes("one")) await sleep(20);
    expect(ended).toBe(false);
    const { code, output, stdout } = await run;
    expect(code).toBe(3);
    expect(stdout).toBe("one\ntwo\ncréé\nstack export --non-interactive --color never");
    expect(output).toContain("warning: old\n");
    expect(lines.filter((line) => line !== "warning: old")).toEqual(stdout.split("\n"));
    expect(await readdir(temporary)).toEqual([]);
  });

  it("is not held up by how much it says", async () => {
    await pulumiDoes(`
      const line = "x".repeat(1023) + "\\n";
      for (let at = 0; at < 8192; at++) writeSync(at % 2 + 1, line);`);
    let lines = 0;
    const { code, output } = await pulumiIn(folder, environment)(["up"], { onLine: () => lines++ });
    expect({ code, lines, bytes: output.length }).toEqual({ code: 0, lines: 8192, bytes: 8192 * 1024 });
  });

  const atWork = `
    process.once("SIGINT", async () => { await sleep(200); writeSync(1, "state kept\\n"); process.exit(1); });
    writeSync(1, "at work\\n");
    await sleep(60_000);`;

  it("is interrupted as by ctrl-C, and is waited for", async () => {
    await pulumiDoes(atWork);
    const controller = new AbortController();
    const onLine = (): void => controller.abort();
    const run = await pulumiIn(folder, environment)(["up"], { onLine, signal: controller.signal });
    expect(run).toMatchObject({ code: 1, stdout: "at work\nstate kept\n" });
  });

  it("does not begin its work after ctrl-C", async () => {
    await pulumiDoes(atWork);
    const { code } = await pulumiIn(folder, environment)(["up"], { signal: AbortSignal.abort() });
    expect(code).toBe(1);
  });

  it("that is missing ends with 13 and says where to get it", async () => {
    await expect(pulumiIn(folder, environment)(["up"])).rejects.toMatchObject({
      exitCode: 13,
      hint: expect.stringContaining("https://www.pulumi.com/docs/iac/download-install/"),
    });
    expect(await readdir(temporary)).toEqual([]);
  });

  it("lives on and ends its work when verger is killed, and leaves no file", async () => {
    const done = join(folder, "done");
    await pulumiDoes(`
      process.on("SIGHUP", () => {});
      writeSync(1, "at work\\n");
      for (let at = 0; at < 10; at++) { await sleep(100); writeSync(1, "created\\n"); writeSync(2, "warned\\n"); }
      writeFileSync(${JSON.stringify(done)}, "all of it");`);
    const module = fileURLToPath(new URL("../../../../infra/lifecycle/engine/pulumi.ts", import.meta.url));
    const starter = `const { pulumiIn } = await import(${JSON.stringify(module)});
      await pulumiIn(${JSON.stringify(folder)}, process.env)(["up"], { onLine: (line) => console.log(line) });`;
    const verger = spawn(process.execPath, ["--input-type=module", "--eval", starter], {
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(verger, "exit");
    await once(verger.stdout, "data");
    verger.kill("SIGKILL");
    await exited;
    await expect(access(done)).rejects.toThrow("ENOENT");
    while (!(await readFile(done, "utf8").catch(() => "")).endsWith("all of it")) await sleep(50);
    expect(await readdir(temporary)).toEqual([]);
  });
});

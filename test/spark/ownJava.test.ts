import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeLong } from "../setup/describeLong.ts";
import { describeNeeding } from "../setup/needing.ts";
import { picture, writeFiles } from "./pictures.ts";
import { sparkHome } from "./sparkHome.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("../../job/engines/spark/python", import.meta.url));

/** A driver that took a cluster's Java for its own would stop it, and have it write on a machine that is soon gone. */
describeNeeding("spark35", "the driver says to the Node program", (python) => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "verger java-"));
    await writeFiles(join(home, "bin"), { node: Buffer.from(`#!/bin/sh\nshift\necho "$*"\n`) });
    await chmod(join(home, "bin", "node"), 0o755);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it.each([
    ["which Spark it has, where it starts Java itself", {}, /^conduct .*\/pyspark 3\.5\.6\n$/],
    ["nothing under spark-submit, which has started one", { PYSPARK_GATEWAY_PORT: "1" }, /^conduct\n$/],
  ])("%s", async (_, environment, said) => {
    const script = "import sys, driver; sys.stdout.write(driver.conductor(sys.argv[1]).communicate()[0])";
    const env = { ...process.env, ...environment, PYTHONPATH: source };
    expect((await run(python, ["-c", script, home], { env })).stdout).toMatch(said);
  });

  it("nothing that fails its job once that is whole", async () => {
    const script = `import argparse, driver
driver.Cluster.__init__ = lambda *_: None
driver.Cluster._conduct = lambda *_: 10
given = argparse.Namespace(out="", run_id="", home="", images="", spec="{}")
print(driver.submit(None, given, None))
driver.Cluster.whole = True
print(driver.submit(None, given, None))
driver.Cluster._conduct = lambda *_: 1 / 0
print(driver.submit(None, given, None))`;
    const { stdout, stderr } = await run(python, ["-c", script], { env: { ...process.env, PYTHONPATH: source } });
    expect([stdout, stderr]).toEqual(["10\n0\n0\n", ""]);
  });
});

const spec = { extractor: "pixels", size: 4, components: 2, weights: "seeded:0" } as const;

describeLong("what Java keeps for the next run", () => {
  for (const toolchain of ["spark35", "spark41"] as const)
    describeNeeding(toolchain, toolchain, (python) => {
      let folder: string;
      let kept: string;
      const strayLines: string[] = [];
      /** @returns what it wrote to stderr */
      let submit: (runId: string, interrupted?: "interrupted") => Promise<string>;

      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), "verger java-"));
        kept = join(folder, "cache", "verger", "java");
        const home = await sparkHome(join(folder, "home"), spec);
        const files: Record<string, Uint8Array> = {};
        for (let number = 0; number < 12; number++) files[`${number}.png`] = await picture(number, 8);
        const images = await writeFiles(join(folder, "images"), files);
        const given = [
          "--images",
          images,
          "--out",
          join(folder, "runs"),
          "--home",
          home,
          "--spec",
          JSON.stringify(spec),
        ];
        const settings = "--conf spark.ui.enabled=false --master local[2] pyspark-shell";
        const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), PYSPARK_SUBMIT_ARGS: settings };
        submit = async (runId, interrupted) => {
          const words = [join(home, "spark", "driver.py"), ...given, "--run-id", runId];
          const running = spawn(python, words, {
            env: { ...env, PYSPARK_PYTHON: python, SPARK_LOCAL_IP: "127.0.0.1", VERGER_JAVA_ARCHIVE: "" },
            detached: interrupted !== undefined, // A group of processes, as a terminal's.
          });
          let stderr = "";
          running.stderr.setEncoding("utf8").on("data", (said: string) => {
            stderr += said;
            if (interrupted && said.includes("Keeping")) process.kill(-running.pid!, "SIGINT");
          });
          const [stdout, [code]] = await Promise.all([text(running.stdout), once(running, "close")]);
          if (code !== 0) throw new Error(`it ended with ${code}:\n${stderr}`);
          strayLines.push(...stdout.split("\n").filter((line) => !/^(verger \{.*)?$/.test(line)));
          return stderr;
        };
      });
      afterAll(() => rm(folder, { recursive: true, force: true }));

      it(
        "is written once, whole, and taken; one that Java refuses fails no job, and goes",
        { timeout: 600_000 },
        async () => {
          expect(await submit("first")).toContain("Keeping what Java has loaded");
          const [archive, ...others] = await readdir(kept);
          expect(others).toEqual([]);
          const { size } = await stat(join(kept, archive!));
          expect(archive).toMatch(new RegExp(`^[0-9a-f]{16}-${size}\\.jsa$`));

          expect(await submit("second")).not.toContain("Keeping");
          expect(await readdir(kept), "it was in use").toEqual([archive]);
          expect(await submit("second"), "nothing was left to do").not.toContain("Keeping");

          await rm(join(kept, archive!));
          await writeFile(join(kept, archive!), Buffer.alloc(size, "no archive"));
          await submit("third");
          expect(await readdir(kept)).toEqual([]);

          expect(await submit("fourth", "interrupted"), "the job was whole").not.toContain("Traceback");
          expect(await readdir(kept)).toEqual([expect.stringMatching(/^[0-9a-f]{16}-\d+\.jsa$/)]);
          expect(strayLines, "stdout is the states' alone").toEqual([]);
        },
      );
    });
});

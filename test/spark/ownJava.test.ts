import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { describeLong } from "../setup/describeLong.ts";
import { describeNeeding } from "../setup/needing.ts";
import { picture, writeFiles } from "./pictures.ts";
import { sparkHome } from "./sparkHome.ts";

const run = promisify(execFile);
const lean = "-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

/** What a run leaves to make the next one quick must never be what makes it fail. */
describeNeeding("spark35", "the settings of the driver's own Java", (python) => {
  let folder: string;
  let cache: string;
  let java: string;
  const source = fileURLToPath(new URL("../../job/engines/spark/python", import.meta.url));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger java-"));
    cache = join(folder, "cache");
    java = await javaOf("17.0.1");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function javaOf(version: string): Promise<string> {
    const home = join(folder, `java-${version}`);
    await mkdir(home, { recursive: true });
    await writeFile(join(home, "release"), `IMPLEMENTOR="Anyone"\nJAVA_VERSION="${version}"\n`);
    return home;
  }

  const script = "import json, verger_java; own = verger_java.OwnJava(); print(json.dumps([own.settings, own._place]))";
  async function settings(environment: Readonly<Record<string, string>> = {}) {
    const env = { ...process.env, PYTHONPATH: source, JAVA_HOME: java, XDG_CACHE_HOME: cache, ...environment };
    const { stdout } = await run(python, ["-c", script], { env });
    const [given, place] = z.tuple([z.record(z.string(), z.string()), z.string()]).parse(JSON.parse(stdout));
    return {
      options: given["spark.driver.extraJavaOptions"],
      jars: given["spark.driver.extraClassPath"]?.split(":") ?? [],
      place,
    };
  }

  it("have Java remember what it loads while nothing is kept, from the jars that most of it is in", async () => {
    const { options, jars } = await settings();
    expect(options).toMatch(new RegExp(`^${lean.replaceAll("+", "\\+")} .*-XX:\\+RecordDynamicDumpInfo$`));
    expect(jars[0]).toContain("/spark-catalyst_");
    expect(jars.filter((jar) => !existsSync(jar))).toEqual([]);
    expect(new Set(jars).size).toBe(jars.length);
    expect((await stat(join(cache, "verger", "java"))).mode & 0o077).toBe(0);
  });

  it("have it start from what is kept, and not from a file that was cut off, on which Java would crash", async () => {
    const { place } = await settings();
    const archive = `${place}-7.jsa`;
    await writeFile(archive, "archive");
    expect((await settings()).options).toMatch(`"-XX:SharedArchiveFile=${archive}"`);
    await writeFile(archive, "arch");
    expect((await settings()).options).toMatch("-XX:+RecordDynamicDumpInfo");
  });

  it("know one Java from another", async () => {
    const other = await settings({ JAVA_HOME: await javaOf("21.0.2") });
    expect(other.place).not.toBe((await settings()).place);
  });

  it.each([
    ["who wants none", async () => ({ VERGER_JAVA_ARCHIVE: "off" })],
    ["a Java that cannot", async () => ({ JAVA_HOME: await javaOf("11.0.2") })],
    ["a Java that does not say what it is", async () => ({ JAVA_HOME: folder })],
    ["a cache that cannot be written to", async () => ({ XDG_CACHE_HOME: join(java, "release") })],
    ["a cache that Java would misread", async () => ({ XDG_CACHE_HOME: join(folder, "a:b") })],
  ])("are the lean ones alone for %s", async (_, environment) => {
    expect(await settings(await environment())).toEqual({ options: lean, jars: [], place: "" });
  });

  it("are none under spark-submit, which has started a Java of its own", async () => {
    expect(await settings({ PYSPARK_GATEWAY_PORT: "1" })).toEqual({ options: undefined, jars: [], place: "" });
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
      let submit: (runId: string) => Promise<string>;

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
        submit = async (runId) => {
          const words = [join(home, "spark", "driver.py"), ...given, "--run-id", runId];
          const { stdout, stderr } = await run(python, words, {
            env: { ...env, PYSPARK_PYTHON: python, SPARK_LOCAL_IP: "127.0.0.1", VERGER_JAVA_ARCHIVE: "" },
          });
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
          expect(strayLines, "stdout is the states' alone").toEqual([]);
        },
      );
    });
});

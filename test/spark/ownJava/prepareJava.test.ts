import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { firstJars } from "../../../job/engines/spark/ownJava/firstJars.ts";
import { prepareJava } from "../../../job/engines/spark/ownJava/prepareJava.ts";
import { writeFiles } from "../pictures.ts";

const run = promisify(execFile);
const lean = "-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
const worker = fileURLToPath(new URL("../../../job/engines/spark/sparkWorker.ts", import.meta.url));
const now = new Date("2026-11-21T00:00:00Z");
const jars = ["arrow-1.jar", "log4j-2.jar", "spark-catalyst_2.jar", "spark-core_2.jar", "zookeeper-3.jar"];

/** What a run leaves to make the next one quick must never be what makes it fail. */
describe("the settings of the driver's own Java", () => {
  let folder: string;
  let spark: string;
  let cache: string;
  let java: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger java-"));
    spark = join(folder, "spark");
    cache = join(folder, "cache");
    java = await javaOf("17.0.1", folder);
    await writeFiles(join(spark, "jars"), Object.fromEntries(jars.map((jar) => [jar, Buffer.alloc(0)])));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function prepared(environment: NodeJS.ProcessEnv = {}, pyspark = "3.5.6") {
    const given = { JAVA_HOME: java, XDG_CACHE_HOME: cache, ...environment };
    const { settings, archive } = await prepareJava(spark, pyspark, { environment: given, now });
    return {
      options: settings["spark.driver.extraJavaOptions"],
      jars: settings["spark.driver.extraClassPath"]?.split(":").map((jar) => basename(jar)),
      archive,
    };
  }

  /** Where the archive would be written. */
  async function wanted(environment: NodeJS.ProcessEnv = {}, pyspark?: string): Promise<string> {
    const { archive } = await prepared(environment, pyspark);
    if (archive.state !== "wanted") throw new Error(`none is wanted: ${archive.state}`);
    return archive.place;
  }

  it("have Java remember what it loads while nothing is kept, from the jars that most of it is in", async () => {
    const found = await prepared();
    expect(found.options).toContain(`${lean} `);
    expect(found.options).toMatch(/-XX:\+RecordDynamicDumpInfo -XX:\+StartAttachListener$/);
    expect(found.jars).toEqual(["spark-catalyst_2.jar", "spark-core_2.jar", "log4j-2.jar", "arrow-1.jar"]);
    expect((await stat(join(cache, "verger", "java"))).mode & 0o077).toBe(0);
    expect(firstJars(jars.toReversed()), "another order would be another class path").toEqual(found.jars);
  });

  it("have it start from what is kept, and not from a file that was cut off, on which Java would crash", async () => {
    const archive = `${await wanted()}-7.jsa`;
    await writeFile(archive, "archive");
    expect((await prepared()).options).toMatch(`"-XX:SharedArchiveFile=${archive}"`);
    expect((await stat(archive)).mtime, "it was used").toEqual(now);
    await writeFile(archive, "arch");
    expect((await prepared()).archive.state).toBe("wanted");
  });

  it("know one Java, Spark and class path from another", async () => {
    const other = await javaOf("21.0.2", folder);
    const places = [await wanted(), await wanted({ JAVA_HOME: other }), await wanted({}, "4.1.4")];
    await writeFile(join(spark, "jars", "spark-sql_2.jar"), "");
    expect(new Set([...places, await wanted()]).size).toBe(4);
  });

  it("find the Java on PATH through its links, as Spark does", async () => {
    await writeFiles(join(java, "bin"), { java: Buffer.from("#!/bin/sh\n") });
    await mkdir(join(folder, "links"));
    await symlink(join(java, "bin", "java"), join(folder, "links", "java"));
    const PATH = `/nowhere:${join(folder, "links")}`;
    expect((await prepared({ JAVA_HOME: "", PATH })).options, "nobody may run it").toBe(lean);
    await chmod(join(java, "bin", "java"), 0o755);
    expect(await wanted({ JAVA_HOME: "", PATH })).toBe(await wanted());
  });

  it.each([
    ["who wants none", async () => ({ VERGER_JAVA_ARCHIVE: "off" })],
    ["a Java that cannot", async () => ({ JAVA_HOME: await javaOf("11.0.2", folder) })],
    ["a Java that does not say what it is", async () => ({ JAVA_HOME: folder })],
    ["a machine without Java", async () => ({ JAVA_HOME: "", PATH: folder })],
    ["a cache that cannot be written to", async () => ({ XDG_CACHE_HOME: join(java, "release") })],
    ["a cache that Java would misread", async () => ({ XDG_CACHE_HOME: join(folder, "a:b") })],
    [
      "a cache that others may write to",
      async () => {
        await mkdir(join(cache, "verger", "java"), { recursive: true });
        await chmod(join(cache, "verger", "java"), 0o777);
        return {};
      },
    ],
  ])("are the lean ones alone for %s", async (_, environment) => {
    const given = await environment();
    expect(await prepared(given)).toEqual({ options: lean, jars: undefined, archive: { state: "none" } });
  });

  it.each([
    ["are the first line of the Node program", (): string[] => [spark, "3.5.6"], expect.stringContaining(lean)],
    ["are none where Java is not the driver's to start", (): string[] => [], undefined],
  ])("%s", async (_, words, options) => {
    const env = { ...process.env, XDG_CACHE_HOME: cache, JAVA_HOME: java };
    const told = run(process.execPath, [worker, "conduct", ...words()], { env });
    told.child.stdin?.end();
    expect(JSON.parse((await told).stdout)["spark.driver.extraJavaOptions"]).toEqual(options);
  });
});

async function javaOf(version: string, folder: string): Promise<string> {
  const home = join(folder, `java-${version}`);
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "release"), `IMPLEMENTOR="Anyone"\nJAVA_VERSION="${version}"\n`);
  return home;
}

import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findArchive } from "./archiveFiles.ts";
import { archivePlace } from "./archivePlace.ts";
import { firstJars } from "./firstJars.ts";
import { javaHome } from "./javaHome.ts";
import { type Archive, javaOptions } from "./javaOptions.ts";

/** The Java that the driver is about to start. */
export interface OwnJava {
  /** Spark's, for it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly archive: Archive;
}

export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly now: Date;
}

/** Where the driver's Java was started by `spark-submit` or the platform. */
export const anothersJava: OwnJava = { settings: {}, archive: { state: "none" } };

/**
 * How the driver is to start its Java: from the archive of classes that an earlier run kept, or so that this run can
 * keep one. What hinders that (an unknown Java, a cache that is not to be written to) is no error.
 */
export async function prepareJava(
  sparkHome: string,
  pysparkVersion: string,
  { environment, now }: Surroundings,
): Promise<OwnJava> {
  const without: OwnJava = { settings: settings({ state: "none" }), archive: { state: "none" } };
  if (environment.VERGER_JAVA_ARCHIVE === "off") return without;
  try {
    const home = await javaHome(environment);
    const release = await readFile(join(home, "release"), "utf8");
    const jars = firstJars(await readdir(join(sparkHome, "jars")));
    const folder = join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "verger", "java");
    const place = archivePlace(folder, { javaHome: home, release, sparkHome, pysparkVersion, jars });
    if (place === undefined) return without;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await isOursAlone(folder))) return without;
    const file = await findArchive(place, now);
    const archive: Archive = file === undefined ? { state: "wanted", place } : { state: "kept", file };
    return {
      settings: settings(
        archive,
        jars.map((jar) => join(sparkHome, "jars", jar)),
      ),
      archive,
    };
  } catch {
    return without;
  }
}

function settings(archive: Archive, jars: readonly string[] = []): Record<string, string> {
  const options = { "spark.driver.extraJavaOptions": javaOptions(archive) };
  return jars.length === 0 ? options : { ...options, "spark.driver.extraClassPath": jars.join(":") };
}

/** Java runs what an archive holds. */
async function isOursAlone(folder: string): Promise<boolean> {
  const { uid, mode } = await stat(folder);
  return uid === process.getuid?.() && (mode & 0o022) === 0;
}

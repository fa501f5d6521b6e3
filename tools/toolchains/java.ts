import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { missing, ready, type Toolchain } from "./toolchain.ts";

const run = promisify(execFile);

/** Spark 3.5 runs on Java 8, 11 and 17; Spark 4.1 on 17 and 21. Only 17 serves both. */
const wanted = "17";

/** A Java that both Sparks run on: `JAVA_HOME` if set, otherwise `java` on PATH. */
export async function java(environment: NodeJS.ProcessEnv = process.env): Promise<Toolchain> {
  const home = environment.JAVA_HOME;
  const program = home !== undefined && existsSync(join(home, "bin", "java")) ? join(home, "bin", "java") : "java";
  try {
    const { stderr } = await run(program, ["-version"]);
    const version = /version "(\d+)[."]/.exec(stderr)?.[1];
    if (version === wanted) return ready(program);
    return missing(`Spark 3.5 and 4.1 both need Java ${wanted}, this is Java ${version ?? "of unknown version"}`);
  } catch {
    return missing(`no Java ${wanted} on PATH (Debian: apt-get install openjdk-${wanted}-jre-headless)`);
  }
}

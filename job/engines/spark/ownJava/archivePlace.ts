import { createHash } from "node:crypto";
import { join } from "node:path";
import { lean } from "./javaOptions.ts";

/** All that an archive depends on. */
export interface Platform {
  readonly javaHome: string;
  /** The text of the file `release` in it. */
  readonly release: string;
  readonly sparkHome: string;
  readonly pysparkVersion: string;
  /** The jars that go first. */
  readonly jars: readonly string[];
}

/** The first Java that writes an archive when it is told to. */
const oldest = 17;

/**
 * How the names of the archives of this Java and this Spark begin, in `folder`. None for a Java that cannot write one, or
 * does not say which it is, and for a folder whose name Java would take apart: `"`, `:` and `\` part its options.
 */
export function archivePlace(folder: string, platform: Platform): string | undefined {
  const version = /^JAVA_VERSION="(\d+)/m.exec(platform.release)?.[1];
  if (version === undefined || Number(version) < oldest || /[":\\]/.test(folder)) return undefined;
  const { javaHome, release, sparkHome, pysparkVersion, jars } = platform;
  const dependsOn = [javaHome, release, sparkHome, pysparkVersion, lean, ...jars].join("\n");
  return join(folder, createHash("sha256").update(dependsOn).digest("hex").slice(0, 16));
}

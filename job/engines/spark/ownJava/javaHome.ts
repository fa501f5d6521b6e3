import { access, constants, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

/**
 * The home of the Java that Spark starts: `JAVA_HOME`, else that of the first `java` on `PATH`, through its links.
 * @throws Error where there is no Java
 */
export async function javaHome({ JAVA_HOME, PATH = "" }: NodeJS.ProcessEnv): Promise<string> {
  if (JAVA_HOME) return JAVA_HOME;
  for (const folder of PATH.split(delimiter)) {
    const program = join(folder, "java");
    const runs = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return dirname(dirname(await realpath(program)));
  }
  throw new Error("there is no Java: JAVA_HOME is not set, and no java is on PATH");
}

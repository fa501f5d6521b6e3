import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "./cacheFolder.ts";
import { missing, ready, type Toolchain } from "./toolchain.ts";

const run = promisify(execFile);
const minimum = [3, 10] as const;

/**
 * A virtual environment with exactly what `requirements` pins, built once and kept in the cache folder under the
 * digest of that file.
 */
export async function python(
  requirements = new URL("../python/requirements.txt", import.meta.url),
): Promise<Toolchain> {
  const version = await pythonVersion();
  if (version === undefined) return missing(`no python3 ≥ ${minimum.join(".")} on PATH`);
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .update(version)
    .digest("hex")
    .slice(0, 16);
  const home = join(cacheFolder(), `python-${digest}`);
  const interpreter = join(home, "bin", "python");
  if (existsSync(join(home, "complete"))) return ready(interpreter);

  await rm(home, { recursive: true, force: true });
  await mkdir(cacheFolder(), { recursive: true });
  try {
    await run("python3", ["-m", "venv", home]);
    const log = await run(
      interpreter,
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements.pathname],
      {
        maxBuffer: 1 << 26,
      },
    );
    await writeFile(join(home, "complete.part"), log.stdout);
    await rename(join(home, "complete.part"), join(home, "complete"));
  } catch (error) {
    return missing(`the Python environment could not be installed: ${lastLine(error)}`);
  }
  return ready(interpreter);
}

async function pythonVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run("python3", ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"]);
    const [major = 0, minor = 0] = stdout.trim().split(".").map(Number);
    return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]) ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  return text.trim().split("\n").at(-1) ?? "";
}

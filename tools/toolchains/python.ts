import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { alone } from "./alone.ts";
import { cacheFolder } from "./cacheFolder.ts";
import { missing, ready, type Toolchain } from "./toolchain.ts";

const run = promisify(execFile);
const minimum = [3, 10] as const;

/** The oracles of the core suites: `requirements.txt`. */
export const python = (): Promise<Toolchain> => pythonEnvironment("requirements.txt");

/**
 * A virtual environment with exactly what a file of `tools/python` pins, built once and kept in the cache folder
 * under the digest of that file and of the Python version. Several processes may ask for it at the same time.
 *
 * @param requirements name of the file, e.g. `requirements.txt`
 * @returns the path of its `python`
 */
export async function pythonEnvironment(requirements: string): Promise<Toolchain> {
  const version = await pythonVersion();
  if (version === undefined) return missing(`no python3 ≥ ${minimum.join(".")} on PATH`);
  const pins = fileURLToPath(new URL(`../python/${requirements}`, import.meta.url));
  const digest = createHash("sha256")
    .update(await readFile(pins))
    .update(version)
    .digest("hex")
    .slice(0, 16);
  const flavour = basename(requirements, ".txt").replace("requirements", "python");
  const home = join(cacheFolder(), `${flavour}-${digest}`);
  const interpreter = join(home, "bin", "python");
  const complete = join(home, "complete");

  await mkdir(cacheFolder(), { recursive: true });
  return alone(`${home}.lock`, async () => {
    if (existsSync(complete)) return ready(interpreter);
    await rm(home, { recursive: true, force: true });
    try {
      await run("python3", ["-m", "venv", home]);
      const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", pins];
      const log = await run(interpreter, install, { maxBuffer: 1 << 26 });
      await writeFile(`${complete}.part`, log.stdout);
      await rename(`${complete}.part`, complete);
    } catch (error) {
      return missing(`${requirements} could not be installed: ${lastLine(error)}`);
    }
    return ready(interpreter);
  });
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

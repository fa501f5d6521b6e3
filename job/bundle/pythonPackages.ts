import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { InputError } from "../contract/errors.ts";
import { type BundleFile, plainFile } from "./bundleFile.ts";
import type { Part } from "./bundleManifest.ts";
import type { Architecture } from "./pinnedPackages.ts";

const run = promisify(execFile);

/** Pythons a platform may run Spark with and lack PyArrow for: EMR 7 has 3.9 and 3.11. */
export const pythonVersions = ["3.9", "3.11"] as const;
export type PythonVersion = (typeof pythonVersions)[number];

/** What PySpark 3.5 needs for `mapInArrow`; the newest versions that still serve Python 3.9. */
const pins: readonly { readonly name: string; readonly version: string; readonly license: string }[] = [
  { name: "pyarrow", version: "21.0.0", license: "Apache-2.0" },
  { name: "pandas", version: "2.3.3", license: "BSD-3-Clause" },
  { name: "numpy", version: "2.0.2", license: "BSD-3-Clause" },
  { name: "python-dateutil", version: "2.9.0.post0", license: "Apache-2.0 OR BSD-3-Clause" },
  { name: "pytz", version: "2025.2", license: "MIT" },
  { name: "tzdata", version: "2025.2", license: "Apache-2.0" },
  { name: "six", version: "1.17.0", license: "MIT" },
];

/** Tests, headers and parts of Arrow that Spark never loads, and what pip writes for this machine. */
const left =
  /(^bin\/|__pycache__|\/tests?\/|\/include\/|\.(pxd|pyx|pxi|h|hpp|c|lib|a)$|libarrow_(python_)?flight|_flight\.|RECORD$|INSTALLER$|REQUESTED$)/;

/**
 * The Python packages Spark needs beside our driver, for another machine's Python, by pip.
 * @throws InputError where there is no pip here or it cannot fetch them
 */
export async function pythonPackages(
  python: PythonVersion,
  architecture: Architecture,
  cacheFolder: string,
): Promise<readonly { readonly part: Part; readonly files: readonly BundleFile[] }[]> {
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, "python-"));
  const processor = architecture === "x64" ? "x86_64" : "aarch64";
  const platforms = ["manylinux_2_28", "manylinux_2_17", "manylinux2014"].flatMap((name) => [
    "--platform",
    `${name}_${processor}`,
  ]);
  const rules = ["--only-binary=:all:", "--no-deps", "--no-compile", "--quiet", "--disable-pip-version-check"];
  const wanted = pins.map(({ name, version }) => `${name}==${version}`);
  try {
    await run(
      "python3",
      ["-m", "pip", "install", "--target", folder, ...platforms, "--python-version", python, ...rules, ...wanted],
      { maxBuffer: 1 << 24 },
    );
    const files = await filesUnder(folder, `site-packages-${python}`);
    const bytes = files.reduce((sum, { content }) => sum + content.byteLength, 0);
    return pins.map((pin, index) => ({
      part: { ...pin, origin: "pypi", bytes: index === 0 ? bytes : 0 },
      files: index === 0 ? files : [],
    }));
  } catch (cause) {
    throw new InputError(
      `PyArrow for Python ${python} could not be fetched: ${cause instanceof Error ? cause.message.split("\n").at(-2) : ""}`,
      "This needs python3 with pip and a way to PyPI; --python none leaves it out, where the platform has PyArrow.",
      { cause },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesUnder(folder: string, target: string): Promise<BundleFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: BundleFile[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const place = join(entry.parentPath, entry.name);
    const path = place.slice(folder.length + 1).replaceAll("\\", "/");
    if (!left.test(path)) files.push(plainFile(`${target}/${path}`, await readFile(place)));
  }
  return files;
}

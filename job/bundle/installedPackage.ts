import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { existsSync } from "node:fs";
import { z } from "zod";
import { type BundleFile, plainFile } from "./bundleFile.ts";

const PackageFile = z.object({ name: z.string(), version: z.string(), license: z.string().default("unknown") });

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

/** A package as it is installed beside this program. */
export async function installedPackage(name: string): Promise<InstalledPackage> {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((place) => existsSync(join(place, "package.json")));
  if (folder === undefined) throw new Error(`the package ${name} is not installed`);
  const file: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return { ...PackageFile.parse(file), folder };
}

/** The files of a package that `wanted` picks by their path in it, under `node_modules/` of the bundle. */
export async function filesOf(
  installed: InstalledPackage,
  wanted: (path: string) => boolean,
): Promise<readonly BundleFile[]> {
  const names = await readdir(installed.folder, { recursive: true, withFileTypes: true });
  const files: BundleFile[] = [];
  for (const entry of names.filter((each) => each.isFile())) {
    const place = join(entry.parentPath, entry.name);
    const path = place.slice(installed.folder.length + 1).replaceAll("\\", "/");
    if (path.startsWith("node_modules/") || !wanted(path)) continue;
    files.push(plainFile(`node_modules/${installed.name}/${path}`, await readFile(place)));
  }
  return files;
}

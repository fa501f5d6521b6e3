import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bundle } from "./buildBundle.ts";
import type { Architecture } from "./pinnedPackages.ts";

/** The bundle that was built last, whichever it is: what a stack takes unless it is told of another. */
export const latestBundle = "verger-bundle.tar.gz";

/** Writes a bundle under a name with its processor and digest, and as the latest. @returns the first of the two */
export async function writeBundle(
  bundle: Pick<Bundle, "archive" | "sha256">,
  architecture: Architecture,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const named = join(folder, `bundle-linux-${architecture}-${bundle.sha256.slice(0, 16)}.tar.gz`);
  for (const file of [named, join(folder, latestBundle)]) {
    await writeFile(`${file}.part`, bundle.archive);
    await rename(`${file}.part`, file);
  }
  return named;
}

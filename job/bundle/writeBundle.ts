import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelChoice } from "../engines/spark/modelChoice.ts";
import type { Bundle } from "./buildBundle.ts";
import type { Architecture } from "./pinnedPackages.ts";

/** The bundle that was built last, whichever it is: what a stack takes unless it is told of another. */
export const latestBundle = "verger-bundle.tar.gz";

/** Where it is written what a bundle was built from: beside it, as an archive is long to open. */
export const bundleNotePath = (archive: string): string => archive.replace(/(\.tar\.gz)?$/, ".json");

/**
 * Writes a bundle under a name with its processor and digest, and as the latest, each with a note beside it of what it
 * was built from. @returns the first of the two
 */
export async function writeBundle(
  bundle: Pick<Bundle, "archive" | "sha256" | "choice">,
  architecture: Architecture,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const named = join(folder, `bundle-linux-${architecture}-${bundle.sha256.slice(0, 16)}.tar.gz`);
  const note = `${JSON.stringify({ sha256: bundle.sha256, model: bundle.choice } satisfies BundleNote, null, 2)}\n`;
  for (const archive of [named, join(folder, latestBundle)]) {
    await writeWhole(archive, bundle.archive);
    await writeWhole(bundleNotePath(archive), note);
  }
  return named;
}

export interface BundleNote {
  /** Of the archive the note is about. */
  readonly sha256: string;
  readonly model: ModelChoice;
}

async function writeWhole(file: string, content: Buffer | string): Promise<void> {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { InputError } from "../contract/errors.ts";
import type { PinnedPackage } from "./pinnedPackages.ts";

const run = promisify(execFile);

/**
 * The archive of a pinned package, by npm's own client (so through your registry and proxy), kept in `cacheFolder`.
 * @throws InputError where it cannot be had or is not the one that was pinned
 */
export async function fetchPackage(pinned: PinnedPackage, cacheFolder: string): Promise<Uint8Array> {
  const { name, version } = pinned;
  const kept = join(cacheFolder, `${name.replaceAll(/[@/]/g, "_")}-${version}.tgz`);
  const found = await readFile(kept).catch(() => undefined);
  if (found !== undefined && integrityOf(found) === pinned.integrity) return found;

  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, "fetch-"));
  try {
    await run("npm", ["pack", "--silent", `${name}@${version}`, "--pack-destination", folder], { cwd: folder });
    const [file = ""] = await readdir(folder);
    const archive = await readFile(join(folder, file));
    if (integrityOf(archive) !== pinned.integrity)
      throw new InputError(
        `${name}@${version} from your registry is not the package this version of verger was made with.`,
        "Check npm's registry setting; nothing was built.",
      );
    await rename(join(folder, file), kept);
    return archive;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(
      `${name}@${version} could not be fetched: ${reason}`,
      "Check the network and npm's registry.",
      {
        cause,
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const integrityOf = (archive: Uint8Array): string => `sha512-${createHash("sha512").update(archive).digest("base64")}`;

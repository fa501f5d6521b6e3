import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdir, realpath, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { alone } from "../toolchains/alone.ts";
import { cacheFolder } from "../toolchains/cacheFolder.ts";
import { buildFromGo } from "./buildFromGo.ts";
import { fetchRelease } from "./fetchRelease.ts";
import { pulumiVersion } from "./pulumiVersion.ts";
import type { Source } from "./source.ts";
import { unpackPrebuilt } from "./unpackPrebuilt.ts";

const run = promisify(execFile);

const sources: readonly Source[] = [unpackPrebuilt, fetchRelease, buildFromGo];

/**
 * A Pulumi command line: the one on PATH; otherwise, made once and kept in the cache folder, the official release or
 * one built from Go's modules.
 * @returns the path of `pulumi`, or why there is none
 */
export async function findPulumi(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly path: string } | { readonly why: string }> {
  const present = await onPath("pulumi", environment);
  if (present !== undefined) return { path: present };

  const home = join(cacheFolder(environment), `pulumi-${pulumiVersion}`);
  const program = join(home, "pulumi");
  await mkdir(cacheFolder(environment), { recursive: true });
  return alone(`${home}.lock`, async () => {
    if (await isProgram(program)) return { path: program };
    const reasons: string[] = [];
    for (const source of sources) {
      const part = `${home}.part`;
      await rm(part, { recursive: true, force: true });
      await mkdir(part);
      const result = await source(part, environment);
      if (!result.made) {
        reasons.push(result.why);
        continue;
      }
      const { stdout } = await run(join(part, "pulumi"), ["version"]);
      if (stdout.trim() !== `v${pulumiVersion}`) {
        reasons.push(`a pulumi that says it is ${stdout.trim()}, not v${pulumiVersion}`);
        continue;
      }
      await rm(home, { recursive: true, force: true });
      await rename(part, home);
      return { path: program };
    }
    return { why: `no pulumi on PATH; ${reasons.join("; ")}` };
  });
}

/** Whether a command line came with its Node language host, as every official installation does. */
export async function hasLanguageHost(pulumi: string): Promise<boolean> {
  return isProgram(join(dirname(await realpath(pulumi)), "pulumi-language-nodejs"));
}

async function onPath(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (environment["PATH"] ?? "").split(delimiter))
    if (folder !== "" && (await isProgram(join(folder, name)))) return join(folder, name);
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { pulumiVersion } from "./pulumiVersion.ts";
import type { Source } from "./source.ts";

const run = promisify(execFile);
const secondsToAnswer = 10;
const minutesToFetch = 5;

/**
 * The official archive, from the place Pulumi's installer takes it, checked against the list of digests published
 * with the release on GitHub: two places that would both have to be tampered with. Where neither can be reached, it
 * says so within seconds.
 */
export const fetchRelease: Source = async (folder) => {
  const archive = `pulumi-v${pulumiVersion}-${process.platform}-${process.arch === "x64" ? "x64" : "arm64"}.tar.gz`;
  try {
    const expected = digestIn(await text(checksums), archive);
    if (expected === undefined) return { made: false, why: `the release has no ${archive}` };
    const bytes = await body(`https://get.pulumi.com/releases/sdk/${archive}`, minutesToFetch * 60);
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (digest !== expected) return { made: false, why: `${archive} has another digest than the release says` };
    await writeFile(join(folder, archive), bytes);
    await run("tar", ["-xzf", join(folder, archive), "-C", folder, "--strip-components", "1"]);
    await rename(join(folder, archive), join(folder, "release.tar.gz"));
    return { made: true };
  } catch (error) {
    return { made: false, why: `the official release could not be fetched (${reason(error)})` };
  }
};

const checksums = `https://github.com/pulumi/pulumi/releases/download/v${pulumiVersion}/pulumi-${pulumiVersion}-checksums.txt`;

/** `<hex>  <file>` a line. */
export function digestIn(list: string, file: string): string | undefined {
  return list
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([, name]) => name === file)?.[0];
}

const text = async (url: string): Promise<string> => (await body(url, secondsToAnswer)).toString("utf8");

async function body(url: string, seconds: number): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(seconds * 1000) });
  if (!response.ok) throw new Error(`${new URL(url).hostname} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

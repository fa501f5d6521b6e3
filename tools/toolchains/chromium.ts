import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { missing, ready, type Toolchain } from "./toolchain.ts";

const run = promisify(execFile);
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** No window, no sandbox (CI runs as root), nothing that asks the network by itself. */
export const chromiumFlags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A Chromium for the tests of pages: the one on PATH; in CI, where we may, Debian's package. */
export async function chromium(environment: NodeJS.ProcessEnv = process.env): Promise<Toolchain> {
  const present = onPath(environment);
  if (present !== undefined) return ready(present);
  if (environment.CI !== "true" || process.getuid?.() !== 0) return missing("no chromium or google-chrome on PATH");
  try {
    await run("apt-get", ["update"]);
    await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { maxBuffer: 1 << 26 });
  } catch (error) {
    return missing(
      `Debian's chromium could not be installed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const installed = onPath(environment);
  return installed === undefined ? missing("apt-get installed no chromium on PATH") : ready(installed);
}

function onPath(environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { alone } from "./alone.ts";
import { cacheFolder } from "./cacheFolder.ts";
import { openssl } from "./openssl.ts";
import { missing, ready, type Toolchain } from "./toolchain.ts";

const run = promisify(execFile);
const pins = fileURLToPath(new URL("../azurite/", import.meta.url));

/**
 * Azurite as `tools/azurite/package-lock.json` pins it, installed once into the cache folder: its 450 packages stay out
 * of the project's own tree. No install script is run.
 *
 * @returns the path of its `blob/main.js`
 */
export async function azurite(): Promise<Toolchain> {
  const tls = await openssl();
  if (!tls.ready) return tls;
  const digest = createHash("sha256")
    .update(await readFile(join(pins, "package-lock.json")))
    .digest("hex")
    .slice(0, 16);
  const home = join(cacheFolder(), `azurite-${digest}`);
  const program = join(home, "node_modules", "azurite", "dist", "src", "blob", "main.js");
  const complete = join(home, "complete");

  await mkdir(cacheFolder(), { recursive: true });
  return alone(`${home}.lock`, async () => {
    if (existsSync(complete)) return ready(program);
    await rm(home, { recursive: true, force: true });
    await mkdir(home);
    for (const file of ["package.json", "package-lock.json"]) await copyFile(join(pins, file), join(home, file));
    try {
      const install = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"];
      const { stdout } = await run("npm", install, { cwd: home, maxBuffer: 1 << 26 });
      await writeFile(`${complete}.part`, stdout);
      await rename(`${complete}.part`, complete);
    } catch (error) {
      return missing(`Azurite could not be installed: ${String(error).split("\n")[0]}`);
    }
    return ready(program);
  });
}

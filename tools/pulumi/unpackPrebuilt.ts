import { execFile } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pulumiVersion } from "./pulumiVersion.ts";
import type { Source } from "./source.ts";

const run = promisify(execFile);

/** Digest of the file that was built from the same Go modules as `buildFromGo` uses. */
const expected = "8e51d43d65f7382ff31a9724bf19c4c13e8c402476d8a55b90c8b8fd60467a50";

/** A command line built before and laid beside the checkout, or where `VERGER_TEST_PULUMI` says: xz, for Linux on x64. */
export const unpackPrebuilt: Source = async (folder, environment) => {
  const beside = fileURLToPath(new URL(`../../../shared/tools/pulumi-v${pulumiVersion}-linux-x64.xz`, import.meta.url));
  const archive = environment["VERGER_TEST_PULUMI"] ?? beside;
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(archive))
    return { made: false, why: "none built before for this machine (VERGER_TEST_PULUMI)" };
  const digest = createHash("sha256")
    .update(await readFile(archive))
    .digest("hex");
  if (digest !== expected) return { made: false, why: `${archive} has another digest than the one pinned` };
  const { stdout } = await run("xz", ["--decompress", "--stdout", archive], {
    encoding: "buffer",
    maxBuffer: 512 * 1024 * 1024,
  });
  await writeFile(join(folder, "pulumi"), stdout);
  await chmod(join(folder, "pulumi"), 0o755);
  return { made: true };
};

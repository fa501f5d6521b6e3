import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The text of every file under a folder; links are not followed. */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")),
  );
}

/** Every process's arguments, as any user of the machine can read them; empty where there is no `/proc`. */
export async function commandLines(): Promise<readonly string[]> {
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.allSettled(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8")));
  return lines.flatMap((line) => (line.status === "fulfilled" ? [line.value.replaceAll("\0", " ")] : []));
}

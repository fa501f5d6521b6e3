import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";

const Package = z.object({ version: z.string() });
const require = createRequire(import.meta.url);

/** The version of an installed package, without a leading v: a plugin that tells another than its SDK's is warned about. */
export function versionOf(name: string): string {
  const { version } = Package.parse(JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")));
  return version.replace(/^v/, "");
}

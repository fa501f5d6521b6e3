import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServedProvider } from "./stubProvider/serveProvider.ts";

const host = fileURLToPath(new URL("languageHost/main.ts", import.meta.url));

/**
 * Fills a folder to be put first on PATH: a program for each provider that tells the engine where the running one
 * listens, and the language host where the command line came without one. A provider's program ends with the engine
 * that started it, even when that is killed.
 */
export async function fillPluginFolder(
  folder: string,
  { providers, languageHost }: { readonly providers: readonly ServedProvider[]; readonly languageHost: boolean },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, port } of providers)
    await writeProgram(
      join(folder, `pulumi-resource-${name}`),
      `trap 'exit 0' INT TERM\necho ${port}\nwhile kill -0 $PPID 2>/dev/null; do sleep 1 & wait $!; done\n`,
    );
  if (languageHost)
    await writeProgram(join(folder, "pulumi-language-nodejs"), `exec '${process.execPath}' '${host}' "$@"\n`);
}

async function writeProgram(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}`);
  await chmod(path, 0o755);
}

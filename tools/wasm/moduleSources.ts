import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** An AssemblyScript file and the TypeScript file that holds what it compiles to; paths from the root, with `/`. */
export interface ModuleSource {
  readonly source: string;
  readonly compiled: string;
}

/** Every `job/…/assembly/NAME.ts`, which compiles to `job/…/wasm/NAME.ts`. */
export async function moduleSources(root: URL): Promise<ModuleSource[]> {
  const files = await readdir(new URL("job/", root), { recursive: true });
  return files
    .map((file) => `job/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".ts") && basename(dirname(file)) === "assembly")
    .sort()
    .map((source) => ({ source, compiled: `${dirname(dirname(source))}/wasm/${basename(source)}` }));
}

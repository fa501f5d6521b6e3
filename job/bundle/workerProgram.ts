import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type BundleFile, plainFile } from "./bundleFile.ts";
import { type InstalledPackage, installedPackage } from "./installedPackage.ts";
import { onlyEnglish } from "./onlyEnglish.ts";

/** Packages with native parts or files of their own: they travel as they are installed. */
export const unbundled = [
  "sharp",
  "@cornerstonejs/codec-libjpeg-turbo-8bit",
  "onnxruntime-node",
  "parquet-wasm",
] as const;

export interface WorkerProgram {
  /** `worker.mjs` and the parts it loads. */
  readonly files: readonly BundleFile[];
  /** Packages whose code went into those files. */
  readonly packages: readonly InstalledPackage[];
}

/** CommonJS packages inside an ES module still ask for `require`. */
const banner = `import { createRequire as createRequireOf } from "node:module";
const require = createRequireOf(import.meta.url);`;

/** The package's own folder, from its sources and from `dist/job/bundle` alike. */
export const projectRoot = new URL(import.meta.url.endsWith(".ts") ? "../../" : "../../../", import.meta.url);

/** The worker as a program of a few files that need nothing but Node and `unbundled`. */
export async function workerProgram(): Promise<WorkerProgram> {
  const source = import.meta.url.endsWith(".ts") ? "sparkWorker.ts" : "sparkWorker.js";
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`../engines/spark/${source}`, import.meta.url))],
    absWorkingDir: fileURLToPath(projectRoot),
    outdir: "out",
    bundle: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "esm",
    splitting: true,
    entryNames: "worker",
    chunkNames: "worker-[hash]",
    outExtension: { ".js": ".mjs" },
    plugins: [onlyEnglish],
    external: [...unbundled, "@tensorflow/*"],
    banner: { js: banner },
    metafile: true,
    logLevel: "silent",
  });
  const names = new Set(Object.keys(result.metafile.inputs).flatMap(packageOf));
  return {
    files: result.outputFiles.map(({ path, contents }) => plainFile(basename(path), contents)),
    packages: await Promise.all([...names].sort().map((name) => installedPackage(name))),
  };
}

/** The licence text of a package, where it has one. */
export async function licenceOf({ folder }: InstalledPackage): Promise<string | undefined> {
  for (const name of ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "license"]) {
    const text = await readFile(`${folder}/${name}`, "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

function packageOf(input: string): string[] {
  const inside = input.split("node_modules/").at(-1);
  if (inside === undefined || inside === input) return [];
  const [scope = "", name = ""] = inside.split("/");
  return [scope.startsWith("@") ? `${scope}/${name}` : scope];
}

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ModuleSource } from "./moduleSources.ts";

const run = promisify(execFile);

/** Memory comes from outside and holds nothing of the compiler's: no runtime, no static data. */
const settings = "--bindings raw -O3 --noAssert --runtime stub --importMemory --initialMemory 0 --enable simd".split(
  " ",
);

/**
 * Modules that may multiply and add with one rounding. Whether there are two depends on the processor, so none of these
 * makes pictures; a PCA differs between processors by rounding anyway, as onnxruntime's Gemm does.
 */
const fused = new Set(["smallProduct", "tridiagonalPanel"]);
const fusedSettings = "--enable relaxed-simd".split(" ");

/** Modules that several threads may run on one memory. */
const sharedMemory = new Set(["centring", "tridiagonalPanel"]);
const sharedSettings = "--enable threads --sharedMemory --maximumMemory 65536".split(" ");

/**
 * The text of the TypeScript file that holds a source's binary and the types of its functions; throws what the compiler
 * says. It runs as a program: its type definitions redefine those of JavaScript's arrays.
 */
export async function compileModule(root: URL, { source, compiled }: ModuleSource): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "verger-wasm-"));
  const name = basename(source, ".ts");
  const memory = sharedMemory.has(name) ? sharedSettings : [];
  const arithmetic = fused.has(name) ? fusedSettings : [];
  try {
    const compiler = fileURLToPath(import.meta.resolve("assemblyscript/bin/asc.js"));
    const target = join(folder, "module.wasm");
    await run(process.execPath, [compiler, source, "--outFile", target, ...settings, ...arithmetic, ...memory], {
      cwd: root,
    });
    const binary = await readFile(target, "base64");
    return moduleText(source, compiled, binary, memory.length > 0, await readFile(join(folder, "module.d.ts"), "utf8"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function moduleText(source: string, compiled: string, base64: string, isShared: boolean, declarations: string): string {
  const name = basename(source, ".ts");
  const types = `${name[0]!.toUpperCase()}${name.slice(1)}Functions`;
  const loader = relative(dirname(compiled), "job/wasm/compiledModule.ts");
  return `// Compiled from ../assembly/${basename(source)} by \`npm run wasm\`: change that file, not this one.
import { compiledModule } from "${loader}";

export interface ${types} {
${signatures(declarations).join("\n")}
}

export const ${name} = compiledModule<${types}>(
  "${base64}",${isShared ? `\n  { sharesMemory: true },` : ""}
);
`;
}

/** The functions of the type definitions that asc writes, as members of an interface; none of them needs a `this`. */
function signatures(declarations: string): string[] {
  return [...declarations.matchAll(/^\s*export function (?<name>\w+)(?<parameters>\(.*\)): (?<result>\w+);$/gm)].map(
    ({ groups }) => `  readonly ${groups!["name"]}: ${groups!["parameters"]} => ${groups!["result"]};`,
  );
}

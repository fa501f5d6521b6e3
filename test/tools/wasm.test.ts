import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compileModule } from "../../tools/wasm/compileModule.ts";
import { moduleSources } from "../../tools/wasm/moduleSources.ts";

const root = new URL("../../", import.meta.url);
const modules = await moduleSources(root);

describe("committed WebAssembly is what its AssemblyScript says: nobody runs a binary whose source is elsewhere", () => {
  it.each(modules)("$compiled (npm run wasm)", async (module) => {
    expect(await readFile(new URL(module.compiled, root), "utf8")).toBe(await compileModule(root, module));
  });

  it("has a source for every module, and a module for every source", async () => {
    const files = await readdir(new URL("job/", root), { recursive: true });
    const compiled = files
      .map((file) => `job/${file.replaceAll("\\", "/")}`)
      .filter((file) => /^job\/.+\/wasm\/.+\.ts$/.test(file));
    expect(compiled.sort()).toEqual(modules.map((module) => module.compiled).sort());
    expect(modules.length).toBeGreaterThan(0);
  });

  it("says where a source is wrong", async () => {
    const source = "test/tools/fixtures/notAssemblyScript.ts";
    await expect(compileModule(root, { source, compiled: "job/pca/wasm/none.ts" })).rejects.toThrow(
      /notAssemblyScript.*\n?.*/,
    );
  });
});

import { mkdir, writeFile } from "node:fs/promises";
import { compileModule } from "./compileModule.ts";
import { moduleSources } from "./moduleSources.ts";

const root = new URL("../../", import.meta.url);
for (const module of await moduleSources(root)) {
  const text = await compileModule(root, module);
  const target = new URL(module.compiled, root);
  await mkdir(new URL(".", target), { recursive: true });
  await writeFile(target, text);
  console.log(`${module.compiled}: ${text.length} characters`);
}

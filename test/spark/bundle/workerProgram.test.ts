import { expect, it } from "vitest";
import { workerProgram } from "../../../job/bundle/workerProgram.ts";

/** The driver waits for the program's first line before it starts Java. */
it("worker.mjs loads no package before it knows its stage", async () => {
  const { files } = await workerProgram();
  const texts = new Map(files.map(({ path, content }) => [path, new TextDecoder().decode(content)]));
  const loaded = new Set(["worker.mjs"]);
  for (const path of loaded)
    for (const [, imported] of texts.get(path)!.matchAll(/^(?:\} from|import) "\.\/(.*)";$/gm)) loaded.add(imported!);
  expect(loaded.size).toBeGreaterThan(1);
  expect([...loaded].flatMap((path) => texts.get(path)!.match(/node_modules\/[^/]*/g) ?? [])).toEqual([]);
});

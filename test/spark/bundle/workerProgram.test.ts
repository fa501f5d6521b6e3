import { beforeAll, describe, expect, it } from "vitest";
import { workerProgram } from "../../../job/bundle/workerProgram.ts";

describe("the worker as a program of a few files", () => {
  const texts = new Map<string, string>();
  beforeAll(async () => {
    for (const { path, content } of (await workerProgram()).files) texts.set(path, new TextDecoder().decode(content));
  });
  const sources = (path: string): string[] =>
    [...texts.get(path)!.matchAll(/^\/\/ (node_modules\/.*)$/gm)].map(([, source]) => source!);

  /** The driver waits for the program's first line before it starts Java. */
  it("loads no package before it knows its stage", () => {
    const loaded = new Set(["worker.mjs"]);
    for (const path of loaded)
      for (const [, imported] of texts.get(path)!.matchAll(/^(?:\} from|import) "\.\/(.*)";$/gm)) loaded.add(imported!);
    expect(loaded.size).toBeGreaterThan(1);
    expect([...loaded].flatMap(sources)).toEqual([]);
  });

  /** Every task on a cluster reads and compiles what is in it. */
  it("has no messages but English ones", () => {
    const locales = [...texts.keys()].flatMap(sources).filter((source) => source.includes("/locales/"));
    expect(new Set(locales.map((source) => source.split("/").at(-1)))).toEqual(new Set(["en.js", "index.js"]));
  });
});

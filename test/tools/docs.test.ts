import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedPages } from "../../tools/docs/generate.ts";

const pages = Object.entries(await generatedPages());

describe("pages made from the code", () => {
  it.each(pages)("docs/%s is up to date (npm run docs)", (path, text) => {
    expect(readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8")).toBe(text);
  });
});

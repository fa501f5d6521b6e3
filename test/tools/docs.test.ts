import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedPages } from "../../tools/docs/generate.ts";

describe("pages made from the code", () => {
  it.each(Object.entries(generatedPages()))("docs/%s is up to date (npm run docs)", (path, text) => {
    expect(readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8")).toBe(text);
  });
});

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), "utf8");

/** The rows of the page: a promise, the file that holds it, the case in it. */
const rows = [...read("docs/promises.md").matchAll(/^\| (.+) \| `(test\/.+\.test\.ts)` \| (.+) \|$/gm)].map(
  ([, promise = "", file = "", title = ""]) => ({ promise, file, title }),
);

it("every line of docs/promises.md names the test that holds it", () => {
  const lines = read("docs/promises.md")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (promise|fault) \|/.test(line));
  expect(lines.length).toBeGreaterThan(20);
  expect(rows).toHaveLength(lines.length);
});

it.each(rows.map(({ promise, file, title }) => [promise, file, title] as const))("%s: %s", (_promise, file, title) => {
  const titles = [...read(file).matchAll(/(["`])((?:(?!\1).)+)\1,\s*(?:\{[^}]*\},\s*)?(?:async )?\(/g)].map(
    ([, , text]) => text,
  );
  expect(titles).toContain(title);
});

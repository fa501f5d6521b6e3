import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { policyRules } from "../../infra/policy/rules/index.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/controls.md", root), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| .*test\//.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const named = (cell: string | undefined): string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

describe("the table of controls", () => {
  it("names only files that exist: an auditor follows it", () => {
    expect(rows.length).toBeGreaterThan(30);
    const files = rows.flatMap((row) => [...named(row[3]), ...named(row[4])]);
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  it("says for each control where it is set and what holds it", () => {
    expect(rows.filter((row) => named(row[3]).length === 0 || named(row[4]).length === 0)).toEqual([]);
  });

  it("knows every rule, and no rule that is gone", () => {
    const mentioned = new Set(rows.flatMap((row) => named(row[2])));
    expect([...mentioned].sort()).toEqual(policyRules.map(({ id }) => id).sort());
  });
});

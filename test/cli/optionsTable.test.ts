import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commands } from "../../cli/commands.ts";
import { exitCodes } from "../../job/contract/errors.ts";
import { capturedTerminal } from "./setup/capturedTerminal.ts";

const read = (page: string): string => readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");

/** The commands on a stack, and the options that several of them take. */
const onStacks = ["doctor", "run", "up", "submit", "watch", "status", "logs", "cost", "fetch", "destroy", "verify"];
const shared = ["stack", "json", "yes", "detach", "keep-on-failure"];

it.each(onStacks)("docs/lifecycle.md says which options verger %s takes", async (name) => {
  const load = commands(capturedTerminal())[name];
  const args = Object.keys((await (await load?.())?.args) ?? {});
  const [, ...cells] = row(name);
  expect(shared.filter((_, at) => cells[at] === "✓")).toEqual(shared.filter((option) => args.includes(option)));
  const own = args.filter((option) => !shared.includes(option));
  const documented = [...(cells.at(-1) ?? "").matchAll(/`--([\w-]+)/g)].map(([, option = ""]) => option);
  expect(new Set(documented)).toEqual(new Set(own));
});

it("docs/exit-codes.md has every exit code, and no other", () => {
  const documented = [...read("exit-codes.md").matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(documented).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
});

/** The cells of a command's row in the table of options. */
function row(name: string): readonly string[] {
  const [, cells = ""] = new RegExp(`^\\| (\`${name}\` \\|.*) \\|$`, "m").exec(table()) ?? [];
  return cells.split(" |").map((cell) => cell.trim());
}

function table(): string {
  const page = read("lifecycle.md");
  const start = page.indexOf("| command | `-s` |");
  return page.slice(start, page.indexOf("\n\n", start));
}

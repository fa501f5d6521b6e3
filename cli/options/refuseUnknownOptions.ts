import type { ArgsDef, CommandDef } from "citty";
import { distance } from "fastest-levenshtein";
import { InputError } from "../../job/contract/errors.ts";

/** @throws InputError for an option the command does not have, naming the nearest one it has. */
export async function refuseUnknownOptions(command: CommandDef, args: readonly string[]): Promise<void> {
  const definitions = await (typeof command.args === "function" ? command.args() : (command.args ?? {}));
  const known = optionNames(definitions);
  const end = args.indexOf("--");
  for (const argument of end === -1 ? args : args.slice(0, end)) {
    if (!/^--?[a-zA-Z]/.test(argument)) continue;
    const option = argument.split("=")[0] ?? argument;
    if (known.has(option)) continue;
    const nearest = [...known].sort((a, b) => distance(a, option) - distance(b, option))[0];
    throw new InputError(`Unknown option ${option}.`, `Did you mean ${nearest}? See the command's --help.`);
  }
}

function optionNames(definitions: ArgsDef): Set<string> {
  const names = new Set<string>();
  for (const [name, definition] of Object.entries(definitions)) {
    if (definition.type === "positional") continue;
    const aliases = "alias" in definition ? [definition.alias ?? []].flat() : [];
    for (const each of [name, ...aliases]) {
      names.add(each.length === 1 ? `-${each}` : `--${each}`);
      if (definition.type === "boolean") names.add(`--no-${each}`);
    }
  }
  return names;
}

import type { ArgDef, CommandDef } from "citty";

/** What `--help` prints: what the command does, how it is called, its options or its commands, left-aligned. */
export async function usageText(command: CommandDef, path: readonly string[], columns: number): Promise<string> {
  const meta = await resolved(command.meta);
  const args = Object.entries((await resolved(command.args)) ?? {});
  const options = args.filter(([, arg]) => arg.type !== "positional");
  const positionals = args.filter(([, arg]) => arg.type === "positional");
  const commands = Object.entries((await resolved(command.subCommands)) ?? {});

  const call = [
    ...path,
    ...positionals.map(([name]) => name.toUpperCase()),
    ...(options.length > 0 ? ["[options]"] : []),
    ...(commands.length > 0 ? ["COMMAND"] : []),
  ];
  const sections = [meta?.description ?? "", `Usage: ${call.join(" ")}`];
  if (commands.length > 0)
    sections.push(
      table(
        "Commands",
        await Promise.all(commands.map(async ([name, each]): Promise<Row> => [name, await describe(each)])),
        columns,
      ),
    );
  if (positionals.length > 0)
    sections.push(
      table(
        "Arguments",
        positionals.map(([name, arg]): Row => [name.toUpperCase(), arg.description ?? ""]),
        columns,
      ),
    );
  if (options.length > 0)
    sections.push(
      table(
        "Options",
        options.map(([name, arg]): Row => [spelling(name, arg), purpose(arg)]),
        columns,
      ),
    );
  if (commands.length > 0) sections.push(`More: ${path.join(" ")} COMMAND --help`);
  return sections.join("\n\n");
}

type Row = readonly [name: string, text: string];

function table(title: string, rows: readonly Row[], columns: number): string {
  const width = Math.min(28, Math.max(...rows.map(([name]) => name.length)));
  const indent = " ".repeat(width + 4);
  const lines = rows.map(([name, text]) => {
    const wrapped = wrap(text, Math.max(30, columns - width - 5)).join(`\n${indent}`);
    return name.length <= width ? `  ${name.padEnd(width)}  ${wrapped}` : `  ${name}\n${indent}${wrapped}`;
  });
  return `${title}:\n${lines.join("\n")}`;
}

function spelling(name: string, arg: ArgDef): string {
  const short = "alias" in arg ? [arg.alias ?? []].flat().filter((alias) => alias.length === 1) : [];
  const long = arg.type === "boolean" && arg.default === true ? `--no-${name}` : `--${name}`;
  const value = arg.type === "boolean" ? "" : ` ${arg.valueHint ?? "text"}`;
  return [...short.map((letter) => `-${letter}`), long].join(", ") + value;
}

/** A switch that is on by default is shown as what turns it off. */
function purpose(arg: ArgDef): string {
  const negative = arg.type === "boolean" && arg.default === true ? arg.negativeDescription : undefined;
  return negative ?? arg.description ?? "";
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

type Lazy<T> = T | Promise<T> | (() => T | Promise<T>);

async function resolved<T extends object>(value: Lazy<T> | undefined): Promise<T | undefined> {
  return typeof value === "function" ? value() : value;
}

async function describe(command: Lazy<CommandDef>): Promise<string> {
  if ("summary" in command && typeof command.summary === "string") return command.summary;
  const meta = await resolved((await resolved(command))?.meta);
  return meta?.description ?? "";
}

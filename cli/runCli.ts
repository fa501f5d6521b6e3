import { type CommandDef, defineCommand, runCommand } from "citty";
import { exitCodes, InputError, VergerError } from "../job/contract/errors.ts";
import { commands } from "./commands.ts";
import { guardedTerminal } from "./guardedTerminal.ts";
import { refuseUnknownOptions } from "./options/refuseUnknownOptions.ts";
import { errorJson, errorText } from "./screen/errorText.ts";
import { usageText } from "./screen/usageText.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** Runs one command line and returns the exit code; never throws. */
export async function runCli(rawArgs: readonly string[], given: Terminal): Promise<number> {
  const verbose = rawArgs.includes("--verbose");
  const terminal = guardedTerminal(given, verbose);
  const args = rawArgs.filter((argument) => argument !== "--verbose");
  try {
    if (args.length === 1 && (args[0] === "--version" || args[0] === "-v")) {
      terminal.print(version);
      return exitCodes.ok;
    }
    const path = await resolveCommand(rootCommand(terminal), args);
    if (args.includes("--help") || args.includes("-h") || path.command.run === undefined) {
      terminal.print(await usageText(path.command, path.names, terminal.columns));
      return exitCodes.ok;
    }
    await refuseUnknownOptions(path.command, path.rest);
    // The walk is over: citty would take an option's value for the name of a command under this one.
    const { subCommands: _, ...command } = path.command;
    const { result } = await runCommand(command, { rawArgs: path.rest });
    return typeof result === "number" ? result : exitCodes.ok;
  } catch (error) {
    terminal.live?.clear();
    const known = asVergerError(error);
    terminal.note(errorText(known ?? error, { color: terminal.color, verbose }));
    const exitCode = known?.exitCode ?? exitCodes.unexpected;
    if (args.includes("--json")) terminal.print(errorJson(known ?? error, exitCode));
    return exitCode;
  }
}

function rootCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "verger", version, description: "Features and a PCA of your photographs" },
    subCommands: commands(terminal),
  });
}

interface ResolvedCommand {
  readonly command: CommandDef;
  /** The words that lead to it, `verger` first. */
  readonly names: readonly string[];
  /** What follows the command's name. */
  readonly rest: string[];
}

/** Walks down to the command that the leading words name. */
async function resolveCommand(root: CommandDef, args: readonly string[]): Promise<ResolvedCommand> {
  let found: ResolvedCommand = { command: root, names: ["verger"], rest: [...args] };
  for (;;) {
    const choices = await resolved(found.command.subCommands);
    const [name, ...rest] = found.rest;
    if (choices === undefined || name === undefined || name.startsWith("-")) return found;
    const choice = choices[name];
    if (choice === undefined) {
      throw new InputError(
        `There is no command "${name}".`,
        `Commands: ${Object.keys(choices).join(", ")}. More: verger --help`,
      );
    }
    found = { command: await resolved(choice), names: [...found.names, name], rest };
  }
}

async function resolved<T extends object | undefined>(value: T | Promise<T> | (() => T | Promise<T>)): Promise<T> {
  return typeof value === "function" ? value() : value;
}

function asVergerError(error: unknown): VergerError | undefined {
  if (error instanceof VergerError) return error;
  // citty's own complaints: a missing argument, a value outside an enumeration.
  if (error instanceof Error && error.name === "CLIError")
    return new InputError(error.message, "See the command's --help.");
  return undefined;
}

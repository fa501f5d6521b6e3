import { styleText } from "node:util";
import { VergerError } from "../../job/contract/errors.ts";

/** What a person reads when a command fails: what and where, then what to do; the stack trace only when asked for. */
export function errorText(error: unknown, options: { color: boolean; verbose: boolean }): string {
  const red = (text: string): string => (options.color ? styleText("red", text) : text);
  const trace = options.verbose && error instanceof Error ? `\n${error.stack}${causes(error)}` : "";
  if (error instanceof VergerError)
    return `${red("Error:")} ${error.message}\n  ${error.hint.replaceAll("\n", "\n  ")}${trace}`;
  const message = error instanceof Error ? error.message : String(error);
  return `${red("Unexpected error:")} ${message}\n  This is a defect in verger. Run again with --verbose and report what it prints.${trace}`;
}

/** The same for a program, where a command was asked for JSON: the one object on stdout says why there is no result. */
export function errorJson(error: unknown, exitCode: number): string {
  const message = error instanceof Error ? error.message : String(error);
  return JSON.stringify({ error: { exitCode, message, hint: error instanceof VergerError ? error.hint : null } });
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `\ncaused by ${error.cause.stack}${causes(error.cause)}` : "";
}

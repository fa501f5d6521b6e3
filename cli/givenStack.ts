import { type LoadedStack, loadStack } from "../infra/plan/loadStack.ts";
import { stacksFolder } from "../infra/plan/readStackFile.ts";
import { InputError } from "../job/contract/errors.ts";
import type { Terminal } from "./terminal.ts";

/** The stack a command was given, checked whole. */
export function givenStack(terminal: Terminal, command: string, stack: unknown): LoadedStack {
  if (typeof stack !== "string" || stack === "") throw new InputError("Which stack?", `verger ${command} -s aws-paris`);
  return loadStack(stacksFolder(terminal.workingFolder), stack);
}

import type { ArgsDef } from "citty";
import { type LoadedStack, loadStack } from "../infra/plan/loadStack.ts";
import { stacksFolder } from "../infra/plan/readStackFile.ts";
import { InputError } from "../job/contract/errors.ts";
import type { Terminal } from "./terminal.ts";

/** `-s NAME`, for every command on a stack. */
export const stackOption = {
  stack: { type: "string", alias: "s", valueHint: "name", description: "The stack: stacks/Pulumi.<name>.yaml" },
} as const satisfies ArgsDef;

/** `--json`, for every command that answers a machine too. */
export const jsonOption = {
  json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
} as const satisfies ArgsDef;

/** `--yes`, for every command that spends money or takes something away. */
export const yesOption = {
  yes: { type: "boolean", alias: "y", description: "Do not ask" },
} as const satisfies ArgsDef;

/** `--detach`, for every command that would wait for a job. */
export const detachOption = {
  detach: { type: "boolean", description: "Return once the job is submitted; it goes on without you" },
} as const satisfies ArgsDef;

/** The stack a command was given, checked whole. */
export function givenStack(terminal: Terminal, command: string, stack: unknown): LoadedStack {
  if (typeof stack !== "string" || stack === "") throw new InputError("Which stack?", `verger ${command} -s aws-paris`);
  return loadStack(stacksFolder(terminal.workingFolder), stack);
}

import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { stackSchema } from "../../config/reference/stackSchema.ts";
import { explainSetting } from "../../config/reference/explainSetting.ts";
import { loadStack } from "../../infra/plan/loadStack.ts";
import { stackNames, stacksFolder } from "../../infra/plan/readStackFile.ts";
import { exitCodes, InputError, VergerError } from "../../job/contract/errors.ts";
import { explainScreen } from "../screen/explainScreen.ts";
import { plural } from "../screen/numbers.ts";
import type { Terminal } from "../terminal.ts";

const checkOptions: ArgsDef = {
  stack: { type: "string", alias: "s", valueHint: "name", description: "Only this stack (default: all)" },
};

const explainOptions: ArgsDef = {
  key: { type: "positional", required: false, description: "The setting; all of them when not given" },
  region: { type: "string", valueHint: "name", description: "Region whose prices are shown (default eu-west-3)" },
};

/** `verger config`: check the stacks' files, print their schema, explain a setting. */
export function configCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    subCommands: {
      check: checkCommand(terminal),
      schema: schemaCommand(terminal),
      explain: explainCommand(terminal),
    },
  });
}

function checkCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "check", description: "Check one stack's file, or all of them" },
    args: checkOptions,
    run({ args }) {
      const folder = stacksFolder(terminal.workingFolder);
      const names = typeof args.stack === "string" && args.stack !== "" ? [args.stack] : stackNames(folder);
      const refusals = names.flatMap((name) => refusal(folder, name));
      const [first, ...others] = refusals;
      if (first === undefined) {
        terminal.print(`${plural(names.length, "stack")} checked: ${names.join(", ")}`);
        return exitCodes.ok;
      }
      const hint = [first.hint, ...others.flatMap((error) => [error.message, error.hint])].join("\n");
      throw new VergerError(first.exitCode, first.message, hint);
    },
  });
}

function refusal(folder: string, name: string): VergerError[] {
  try {
    loadStack(folder, name);
    return [];
  } catch (error) {
    if (error instanceof VergerError) return [error];
    throw error;
  }
}

function schemaCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "schema", description: "Print the JSON Schema of a stack's file" },
    run: () => terminal.print(JSON.stringify(stackSchema(), null, 2)),
  });
}

function explainCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    meta: { name: "explain", description: "Explain a setting, such as compute.workers.type" },
    args: explainOptions,
    run({ args }) {
      const key = typeof args["key"] === "string" ? args["key"] : "";
      const explanation = explainSetting(key);
      if (explanation.found || key === "") {
        const region = typeof args.region === "string" ? args.region : undefined;
        for (const line of explainScreen(key, explanation, region)) terminal.print(line);
        return;
      }
      throw new InputError(
        `There is no setting "${key}".`,
        explanation.closest === undefined
          ? `Settings: ${explanation.top.join(", ")}.`
          : `Did you mean "${explanation.closest}"?`,
      );
    },
  });
}

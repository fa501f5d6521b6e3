import type { CommandDef } from "citty";
import type { Cloud } from "../../config/regions.ts";
import { nothingKnown } from "../../infra/lifecycle/engine/knownIds.ts";
import { stackNames, stacksFolder } from "../../infra/plan/readStackFile.ts";
import type { Receipt } from "../../infra/lifecycle/receipt/receiptSchema.ts";
import { stackOfRunId } from "../../infra/submission/submissionRequest.ts";
import { InputError } from "../../job/contract/errors.ts";
import { showReceipt } from "../showReceipt.ts";
import { givenStack } from "../givenStack.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import type { Terminal } from "../terminal.ts";

/** `verger verify`: what the clouds still have of a stack, or of a run, without its state. Changes nothing. */
export function verifyCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.verify,
    async run({ args }) {
      const receipt =
        typeof args["run-id"] === "string"
          ? await ofRun(args["run-id"], args, terminal)
          : await ofStack(args.stack, terminal);
      return showReceipt(terminal, receipt, args.json === true ? "json" : "show");
    },
  };
}

async function ofStack(given: unknown, terminal: Terminal): Promise<Receipt> {
  const { stack, settings } = givenStack(terminal, "verify", given);
  const { environment } = terminal;
  const { verifyStack } = await import("../../infra/lifecycle/verifyStack.ts");
  return verifyStack({ stack, settings, known: nothingKnown, environment, now: () => terminal.now() });
}

async function ofRun(runId: string, args: Readonly<Record<string, unknown>>, terminal: Terminal): Promise<Receipt> {
  const stack = stackOfRunId(runId);
  if (stack === undefined)
    throw new InputError(
      `${runId} is not the id of a run in a cloud`,
      "it is the stack's name and ten hexadecimal digits, as in aws-paris-0b9d196c86: verger run and verger status print it",
    );
  if (typeof args["stack"] === "string" && args["stack"] !== stack)
    throw new InputError(
      `${runId} is a run of ${stack}, not of ${args["stack"]}`,
      "leave out -s: the run names its stack",
    );
  const { environment } = terminal;
  const { verifyRun } = await import("../../infra/lifecycle/verifyRun.ts");
  return verifyRun({
    runId,
    stack,
    cloud: cloudOf(stack, args["cloud"], terminal),
    environment,
    now: () => terminal.now(),
  });
}

/** The cloud that was given, or the one the stack's file names where there still is one. */
function cloudOf(stack: string, given: unknown, terminal: Terminal): Cloud {
  if (given === "aws" || given === "azure") return given;
  if (given !== undefined) throw new InputError(`--cloud ${JSON.stringify(given)} is not a cloud`, "aws or azure");
  if (!stackNames(stacksFolder(terminal.workingFolder)).includes(stack))
    throw new InputError(`which cloud was ${stack} in? Its file is not here to say`, "--cloud aws, or --cloud azure");
  return givenStack(terminal, "verify", stack).settings.cloud;
}

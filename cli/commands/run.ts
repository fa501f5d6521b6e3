import type { CommandDef } from "citty";
import { type RunOutcome, runStack } from "../../infra/lifecycle/runStack.ts";
import { defaultRunsFolder } from "../../job/contract/jobRequest.ts";
import { examine } from "../examine.ts";
import { type RunFacts, runSteps } from "../runSteps.ts";
import { sayDetached } from "../sayDetached.ts";
import { sayFailure } from "../sayFailure.ts";
import { totalText } from "../screen/money.ts";
import { showReceipt } from "../showReceipt.ts";
import { jsonOption, stackOption, yesOption } from "../stackOption.ts";
import { openSession, type StackSession } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";

/** `verger run`: the whole life of a run, from the first check to the receipt. */
export function runCommand(terminal: Terminal): CommandDef {
  return {
    args: {
      ...stackOption,
      ...yesOption,
      ...jsonOption,
      detach: { type: "boolean", description: "Return once the job is submitted; it goes on without you" },
      "keep-on-failure": { type: "boolean", description: "Leave the cluster to look at when the job fails" },
      out: {
        type: "string",
        valueHint: "folder",
        default: defaultRunsFolder,
        description: `Folder that receives the run's folder (default: ${defaultRunsFolder})`,
      },
    },
    async run({ args }) {
      const session = openSession(terminal, "run", args.stack);
      const { steps, facts } = runSteps(session, terminal, { out: String(args.out), yes: args.yes === true });
      const outcome = await runStack(
        {
          ...steps,
          doctor: () => examine(session, terminal),
          failed: (step, error) => sayFailure(step, error, terminal),
        },
        {
          detach: args.detach === true,
          keepOnFailure: args["keep-on-failure"] === true,
          retainResults: session.settings.retainResults,
        },
      );
      await sayOutcome(outcome, session, facts, terminal, args.json === true);
      return outcome.exitCode;
    },
  };
}

async function sayOutcome(
  outcome: RunOutcome,
  session: StackSession,
  facts: RunFacts,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const { stack } = session;
  const { asked, last, folder } = facts;
  const address = asked && `${asked.request.runs}${asked.runId}`;
  if (outcome.stack === "detached") await sayDetached(session, terminal);
  if (outcome.stack === "kept")
    terminal.note(`Kept as asked. verger logs -s ${stack} to look, verger destroy -s ${stack} to end it.`);
  if (outcome.stack === "failed")
    terminal.note(`Not everything was taken away, and it may cost money: verger destroy -s ${stack} tries again.`);
  if (outcome.resultsSpared && address !== undefined)
    terminal.note(
      `The results exist only in ${address}: verger fetch --from ${address}, then verger destroy -s ${stack}.`,
    );
  else if (
    outcome.fetched === undefined &&
    outcome.stack === "destroyed" &&
    address !== undefined &&
    session.settings.retainResults
  )
    terminal.note(`What the job wrote is kept: verger fetch --from ${address}`);
  if (outcome.receipt !== undefined) await showReceipt(terminal, outcome.receipt, json ? "write" : "show");
  if (last !== undefined) terminal.note(`  cost so far ≈ ${totalText(last.cost.spent)}`);
  if (!json) return;
  const { exitCode, cause, receipt } = outcome;
  terminal.print(
    JSON.stringify({
      stack,
      exitCode,
      state: outcome.stack,
      ...(cause !== undefined && {
        failed: { step: cause.step, reason: cause.error instanceof Error ? cause.error.message : String(cause.error) },
      }),
      runId: asked?.runId,
      address,
      folder,
      manifest: outcome.fetched?.manifest,
      spent: last?.cost.spent,
      receipt,
    }),
  );
}

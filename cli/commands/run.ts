import type { CommandDef } from "citty";
import { type RunOutcome, runStack } from "../../infra/lifecycle/runStack.ts";
import { keptAddress } from "../../infra/lifecycle/results/keptAddress.ts";
import { examine } from "../examine.ts";
import { type RunFacts, runSteps } from "../runSteps.ts";
import { sayDetached } from "../sayDetached.ts";
import { sayFailure } from "../sayFailure.ts";
import { sayKept } from "../sayKept.ts";
import { showReceipt } from "../showReceipt.ts";
import { stackCommandOptions } from "../options/stackCommandOptions.ts";
import { openSession, type StackSession } from "../stackSession.ts";
import type { Terminal } from "../terminal.ts";

/** `verger run`: the whole life of a run, from the first check to the receipt. */
export function runCommand(terminal: Terminal): CommandDef {
  return {
    args: stackCommandOptions.run,
    async run({ args }) {
      const session = openSession(terminal, "run", args.stack);
      const images = typeof args.images === "string" ? args.images : undefined;
      const { steps, facts } = runSteps(session, terminal, { out: String(args.out), yes: args.yes === true, images });
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

/** What stands where photographs could not be brought. */
const standing = {
  aws: "Only the stack's bucket stands, with the photographs that are in it",
  azure:
    "The stack stands without its job, with the photographs that are in it; its way out (a NAT gateway) is paid by the hour",
} as const;

async function sayOutcome(
  outcome: RunOutcome,
  session: StackSession,
  facts: RunFacts,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const { stack } = session;
  const { asked, folder } = facts;
  const address = asked && keptAddress(asked);
  if (outcome.stack === "detached") await sayDetached(session, terminal);
  if (outcome.stack === "storage")
    terminal.note(
      `${standing[session.settings.cloud]}: the same command goes on, verger destroy -s ${stack} takes it away.`,
    );
  if (outcome.stack === "kept")
    terminal.note(`Kept as asked. verger logs -s ${stack} to look, verger destroy -s ${stack} to end it.`);
  if (outcome.stack === "failed")
    terminal.note(`Not everything was taken away, and it may cost money: verger destroy -s ${stack} tries again.`);
  if (outcome.stack === "spared")
    terminal.note(`The results exist only in the stack: verger fetch -s ${stack}, then verger destroy -s ${stack}.`);
  else if (outcome.resultsSpared && address !== undefined)
    terminal.note(
      `The results exist only in ${address}: verger fetch --from ${address}, then verger destroy -s ${stack}.`,
    );
  else if (
    outcome.fetched === undefined &&
    outcome.stack === "destroyed" &&
    address !== undefined &&
    session.settings.retainResults
  )
    sayKept(terminal, session.settings, address);
  if (outcome.receipt !== undefined) await showReceipt(terminal, outcome.receipt, json ? "write" : "show");
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
      receipt,
    }),
  );
}

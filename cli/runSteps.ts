import { setTimeout as sleep } from "node:timers/promises";
import { destroyStack } from "../infra/lifecycle/destroyStack.ts";
import { nothingKnown } from "../infra/lifecycle/engine/knownIds.ts";
import type { Pulumi } from "../infra/lifecycle/engine/pulumi.ts";
import { stackEngine } from "../infra/lifecycle/engine/stackEngine.ts";
import type { Receipt } from "../infra/lifecycle/receipt/receiptSchema.ts";
import { spareResults } from "../infra/lifecycle/results/spareResults.ts";
import type { RunSteps } from "../infra/lifecycle/runStack.ts";
import type { JobStatus } from "../infra/lifecycle/status/stackStatus.ts";
import type { AskedJob } from "../infra/lifecycle/stack/stackRecord.ts";
import { upStack } from "../infra/lifecycle/upStack.ts";
import { verifyStack } from "../infra/lifecycle/verifyStack.ts";
import { submitOnlyVariable } from "../infra/submission/submissionRequest.ts";
import { confirm } from "./confirm.ts";
import { fetchHome } from "./fetchHome.ts";
import { followRun } from "./followRun.ts";
import { EngineScreen } from "./screen/engineScreen.ts";
import { totalText, usdText } from "./screen/money.ts";
import { plural } from "./screen/numbers.ts";
import { shownPath } from "./screen/shownPath.ts";
import { endText } from "./screen/statusScreen.ts";
import { showPlan } from "./showPlan.ts";
import type { StackSession } from "./stackSession.ts";
import { statusOf } from "./statusOf.ts";
import type { Terminal } from "./terminal.ts";

/** What the steps of a run learn on the way, for its last lines. */
export interface RunFacts {
  asked: AskedJob | undefined;
  /** The job as it stood just before everything was taken away. */
  last: JobStatus | undefined;
  folder: string | undefined;
}

export interface RunOptions {
  readonly out: string;
  /** The question was answered beforehand. */
  readonly yes: boolean;
}

/** The steps of `verger run` on this terminal, and what they learn. */
export function runSteps(
  session: StackSession,
  terminal: Terminal,
  { out, yes }: RunOptions,
): { readonly steps: Omit<RunSteps, "doctor" | "failed">; readonly facts: RunFacts } {
  const { stack, settings } = session;
  const { environment, workingFolder, interrupted } = terminal;
  const facts: RunFacts = { asked: undefined, last: undefined, folder: undefined };
  let known = nothingKnown;
  const done = (step: string, text: string): void => terminal.note(`✓ ${step.padEnd(13)} ${text}`);

  const recoveringEngine = (environment: Terminal["environment"]): Promise<Pulumi> =>
    stackEngine({
      stack,
      workingFolder,
      environment,
      onLine: (line) => terminal.note(line),
      now: () => terminal.now(),
    });

  const steps: Omit<RunSteps, "doctor" | "failed"> = {
    async plan() {
      const { run, cap } = await showPlan(terminal, stack);
      done("plan", `${totalText(run.price)} expected, ${usdText(cap.budget)} at most`);
    },
    async agree() {
      if (!yes) await confirm(terminal, "Proceed?");
    },
    async up() {
      const screen = new EngineScreen(terminal, "made");
      const engine = await recoveringEngine({ ...environment, [submitOnlyVariable]: "1" });
      let made = "";
      try {
        await upStack({ pulumi: engine, stack, onLine: (line) => screen.show(line), signal: interrupted });
      } finally {
        made = screen.end();
      }
      facts.asked = await session.asked();
      done("up", `${made}   ends ${endText(facts.asked.endsAt, terminal.now())}`);
      done("submitted", `run ${facts.asked.runId}   logs: verger logs -s ${stack}`);
    },
    watch: async () => followRun(session, requireAsked(facts), terminal),
    async fetch() {
      const asked = requireAsked(facts);
      const { openRun } = await import("../infra/lifecycle/openRun.ts");
      const remote = await openRun(asked, { environment, workingFolder });
      const fetched = await fetchHome({ remote, out, runId: asked.runId }, terminal);
      facts.folder = fetched.folder;
      done("results", `${shownPath(fetched.folder, workingFolder)}   ${plural(fetched.files, "file")}, digests match`);
      return fetched;
    },
    async destroy(keepStorage) {
      // What was spent can be asked only while the machines are known.
      facts.last =
        facts.asked &&
        (await statusOf(session, terminal).then(
          (status) => status.job,
          () => undefined,
        ));
      const spared = keepStorage ? spareResults(settings) : undefined;
      if (spared?.kind === "everything") {
        terminal.note(`  not destroyed: the results are in its workspace alone, and its machines have ended`);
        return "spared";
      }
      if (interrupted.aborted) await sayStopping(session, terminal);
      const screen = new EngineScreen(terminal, "removed");
      let removed = "";
      try {
        known = await destroyStack({
          stack,
          pulumi: await recoveringEngine(environment),
          spare: spared?.patterns,
          onLine: (line) => screen.show(line),
          sleep: (milliseconds) => sleep(milliseconds),
          signal: terminal.takeSecondInterrupt?.(),
        });
      } finally {
        removed = screen.end();
      }
      done("destroyed", `${removed}${spared === undefined ? "" : " · the results' storage is kept"}`);
      return "destroyed";
    },
    verify: (keepStorage): Promise<Receipt> =>
      verifyStack({
        stack,
        settings: keepStorage ? { ...settings, retainResults: true } : settings,
        known,
        environment,
        now: () => terminal.now(),
      }),
  };
  return { steps, facts };
}

function requireAsked({ asked }: RunFacts): AskedJob {
  if (asked === undefined) throw new TypeError("watched before it was submitted");
  return asked;
}

/** `Stopping. 31 resources exist; destroying them (ctrl-C again to leave them …)`. */
async function sayStopping(session: StackSession, terminal: Terminal): Promise<void> {
  const status = await statusOf(session, terminal).catch(() => undefined);
  const there = status === undefined ? "What exists" : `${plural(status.resources, "resource")} exist;`;
  const job = status?.job;
  const price =
    job === undefined
      ? "they may cost money"
      : `they cost ${totalText(job.cost.perHour, "/h")} until ${endText(job.endsAt, terminal.now())}`;
  terminal.note(`Stopping. ${there} destroying them (ctrl-C again to leave them: ${price}).`);
}

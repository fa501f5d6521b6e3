import { resolve } from "node:path";
import type { Pulumi } from "../infra/lifecycle/engine/pulumi.ts";
import { stackEngine } from "../infra/lifecycle/engine/stackEngine.ts";
import type { Receipt } from "../infra/lifecycle/receipt/receiptSchema.ts";
import { spareResults } from "../infra/lifecycle/results/spareResults.ts";
import type { RunSteps } from "../infra/lifecycle/runStack.ts";
import type { AskedJob } from "../infra/lifecycle/stack/stackRecord.ts";
import { VergerError } from "../job/contract/errors.ts";
import { submitOnlyVariable } from "../infra/submission/submissionRequest.ts";
import { bringPictures, type BroughtPictures, type LocalPictures, localPictures } from "./bringPictures.ts";
import { confirm } from "./confirm.ts";
import { fetchHome } from "./fetchHome.ts";
import { followRun } from "./followRun.ts";
import { totalText, usdText } from "./screen/money.ts";
import { sayStopping } from "./sayStopping.ts";
import { plural } from "./screen/numbers.ts";
import { shownPath } from "./screen/shownPath.ts";
import { endText } from "./screen/statusScreen.ts";
import { showPlan } from "./showPlan.ts";
import type { StackSession } from "./stackSession.ts";
import { takeDown } from "./takeDown.ts";
import type { Terminal } from "./terminal.ts";
import { upOnScreen } from "./upOnScreen.ts";

/** What the steps of a run learn on the way, for its last lines. */
export interface RunFacts {
  asked: AskedJob | undefined;
  folder: string | undefined;
}

export interface RunOptions {
  readonly out: string;
  /** The question was answered beforehand. */
  readonly yes: boolean;
  /** Folder of photographs to bring to the stack's own storage; undefined where they are where the stack reads them. */
  readonly images: string | undefined;
}

/** The steps of `verger run` on this terminal, and what they learn. */
export function runSteps(
  session: StackSession,
  terminal: Terminal,
  { out, yes, images }: RunOptions,
): { readonly steps: Omit<RunSteps, "doctor" | "failed">; readonly facts: RunFacts } {
  const { stack, settings } = session;
  const { environment, workingFolder, interrupted } = terminal;
  const facts: RunFacts = { asked: undefined, folder: undefined };
  let pictures: LocalPictures | undefined;
  let brought: BroughtPictures | undefined;
  let planned = 0;
  const end = takeDown(session, terminal);
  const done = (step: string, text: string): void => terminal.note(`✓ ${step.padEnd(13)} ${text}`);

  const engineOf = (environment: Terminal["environment"]): Promise<Pulumi> =>
    stackEngine({
      stack,
      workingFolder,
      environment,
      onLine: (line) => terminal.note(line),
      now: () => terminal.now(),
    });

  const steps: Omit<RunSteps, "doctor" | "failed"> = {
    async plan() {
      if (images !== undefined) pictures = await localPictures(session, resolve(workingFolder, images));
      const { run, cap, resources } = await showPlan(terminal, stack, pictures?.entries.length);
      planned = resources.length;
      done("plan", `${totalText(run.price)} expected, ${usdText(cap.budget)} at most`);
    },
    async agree() {
      if (!yes) await confirm(terminal, "Proceed?");
    },
    bring:
      images === undefined
        ? undefined
        : async () => {
            if (pictures === undefined) throw new TypeError("brought before they were found");
            brought = await bringPictures(session, await engineOf(environment), pictures, terminal);
            done("photographs", brought.text);
          },
    async up() {
      const engine = await engineOf({ ...environment, [submitOnlyVariable]: "1" });
      const made = await upOnScreen({ session, terminal, pulumi: engine, planned, follows: false });
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
      const spared = keepStorage ? spareResults(settings) : undefined;
      if (spared?.kind === "everything") {
        terminal.note(`  not destroyed: the results are in its workspace alone, and its machines have ended`);
        return "spared";
      }
      if (interrupted.aborted) await sayStopping(session, terminal);
      if (brought !== undefined && settings.retainResults && !keepStorage) await removePictures(brought, terminal);
      const text = await end.destroy({ spare: spared?.patterns, signal: terminal.takeSecondInterrupt?.() });
      done("destroyed", `${text}${spared === undefined ? "" : " · the results' storage is kept"}`);
      return "destroyed";
    },
    verify: (keepStorage): Promise<Receipt> => end.prove(keepStorage ? { ...settings, retainResults: true } : settings),
  };
  return { steps, facts };
}

function requireAsked({ asked }: RunFacts): AskedJob {
  if (asked === undefined) throw new TypeError("watched before it was submitted");
  return asked;
}

/** The copies of photographs that stay on this machine; what could not be removed is said, and holds nothing up. */
async function removePictures(brought: BroughtPictures, terminal: Terminal): Promise<void> {
  const { placeText } = await import("../infra/lifecycle/images/openImages.ts");
  const where = placeText(brought.place);
  try {
    const { removeImages } = await import("../infra/lifecycle/images/removeImages.ts");
    await removeImages(brought, terminal.environment);
    terminal.note(`  the copies of your photographs were removed from ${where}`);
  } catch (error) {
    const why = error instanceof VergerError ? `${error.message} (${error.hint})` : String(error);
    terminal.note(`  warning: copies of your photographs are still in ${where}: ${why}`);
  }
}

import { exitCodes, type ExitCode, JobFailedError, VergerError } from "../../job/contract/errors.ts";
import { receiptExitCode } from "./receipt/receiptExitCode.ts";
import type { Receipt } from "./receipt/receiptSchema.ts";
import type { FetchedRun } from "./results/fetchRun.ts";
import { NotBegunError } from "./upStack.ts";
import type { WatchEnd } from "./watch/watchRun.ts";

/** The steps of a run, each doing one thing and saying it. All are injected: nothing here knows of a cloud. */
export interface RunSteps {
  /** Throws where something must be mended first. */
  readonly doctor: () => Promise<void>;
  /** Shows plan and price; throws where a rule is broken or the budget does not hold it. */
  readonly plan: () => Promise<void>;
  /** The one question. */
  readonly agree: () => Promise<void>;
  /** Makes the storage alone and puts photographs there; goes on where it was stopped, so that what it made stays. */
  readonly bring?: (() => Promise<void>) | undefined;
  /** @throws NotBegunError where nothing was made, so that nothing is to be taken away */
  readonly up: () => Promise<void>;
  readonly watch: () => Promise<WatchEnd>;
  readonly fetch: () => Promise<FetchedRun>;
  /** Takes everything away; with `keepStorage` all but what holds the results, or, where that is all of it, nothing. */
  readonly destroy: (keepStorage: boolean) => Promise<"destroyed" | "spared">;
  readonly verify: (keepStorage: boolean) => Promise<Receipt>;
  /** Told of every failure as it happens, the first being the cause. */
  readonly failed: (step: RunStep, error: unknown) => void;
}

export type RunStep = "doctor" | "plan" | "agree" | "bring" | "up" | "watch" | "fetch" | "destroy" | "verify";

export interface RunChoices {
  /** Return once the job is submitted. */
  readonly detach: boolean;
  /** Leave the cluster to look at when the job fails. */
  readonly keepOnFailure: boolean;
  /** Whether the results' storage outlives the stack anyway. */
  readonly retainResults: boolean;
}

export interface RunOutcome {
  readonly exitCode: ExitCode;
  /** What ended the run early, and in which step; undefined when all went well. */
  readonly cause: { readonly step: RunStep; readonly error: unknown } | undefined;
  /**
   * `detached`: the job goes on. `kept`: left on request after a failure. `spared`: left for the results in it.
   * `failed`: destroying did not end. `storage`: only the bucket, for the photographs that are in it.
   */
  readonly stack: "untouched" | "storage" | "detached" | "kept" | "destroyed" | "spared" | "failed";
  readonly fetched: FetchedRun | undefined;
  /** Whether the results exist only in the cloud, in storage that was spared for them. */
  readonly resultsSpared: boolean;
  readonly receipt: Receipt | undefined;
}

/**
 * Doctor, plan, one question, photographs, up, watch, fetch, destroy, receipt. Once something may have been made, destroy is tried
 * whatever failed before it, unless the job was left running or the cluster kept on request. The first failure gives
 * the exit code.
 */
export async function runStack(steps: RunSteps, choices: RunChoices): Promise<RunOutcome> {
  let cause: RunOutcome["cause"];
  const attempt = async <T>(step: RunStep, action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      cause ??= { step, error };
      steps.failed(step, error);
      return undefined;
    }
  };
  const ended = (outcome: Partial<RunOutcome> & Pick<RunOutcome, "stack">): RunOutcome => ({
    fetched: undefined,
    resultsSpared: false,
    receipt: undefined,
    cause,
    exitCode: codeOf(cause, outcome.receipt),
    ...outcome,
  });

  for (const step of ["doctor", "plan", "agree"] as const) {
    await attempt(step, steps[step]);
    if (cause !== undefined) return ended({ stack: "untouched" });
  }

  const failed = (): boolean => cause !== undefined;
  const began = (): boolean => cause === undefined || !neverBegan(cause.error);
  if (steps.bring !== undefined) await attempt("bring", steps.bring);
  if (failed()) return ended({ stack: began() ? "storage" : "untouched" });

  await attempt("up", steps.up);
  if (!began()) return ended({ stack: "untouched" });
  const mayHaveRun = !failed();
  if (mayHaveRun && choices.detach) return ended({ stack: "detached" });

  const end = mayHaveRun ? await attempt("watch", steps.watch) : undefined;
  if (end?.kind === "detached") return ended({ stack: "detached" });
  // A watch that broke off says nothing about the job: it goes on, and its guardrails with it.
  if (mayHaveRun && end === undefined) return ended({ stack: "detached" });
  if (end !== undefined && end.kind !== "completed") await attempt("watch", () => Promise.reject(asError(end)));

  const jobFailed = end !== undefined && end.kind !== "completed";
  if (jobFailed && choices.keepOnFailure) return ended({ stack: "kept" });

  // What a failed job had finished is worth keeping too, where it would go with the stack.
  const wanted = end?.kind === "completed" || (jobFailed && !choices.retainResults);
  const fetched = wanted ? await attempt("fetch", steps.fetch) : undefined;
  const resultsSpared = wanted && fetched === undefined && !choices.retainResults;

  const stack = (await attempt("destroy", () => steps.destroy(resultsSpared))) ?? "failed";
  if (stack === "spared") return ended({ stack, resultsSpared });
  const receipt = await attempt("verify", () => steps.verify(resultsSpared));
  return ended({ stack, fetched, resultsSpared, receipt });
}

/** The engine could not be started, or is somebody else's at the moment: destroying would take away their work. */
const neverBegan = (error: unknown): boolean =>
  error instanceof NotBegunError || (error instanceof VergerError && error.exitCode === exitCodes.doctorFailed);

function codeOf(cause: RunOutcome["cause"], receipt: Receipt | undefined): ExitCode {
  if (cause !== undefined) return cause.error instanceof VergerError ? cause.error.exitCode : exitCodes.unexpected;
  return receipt === undefined ? exitCodes.ok : receiptExitCode(receipt);
}

/** How a watch ended, as an error with its exit code. */
export function asError(end: Exclude<WatchEnd, { kind: "completed" | "detached" }>): VergerError {
  if (end.kind === "cancelled")
    return new VergerError(
      exitCodes.cancelled,
      "the job was cancelled",
      "what it had finished is kept in its run folder",
    );
  const where = end.log === undefined ? "verger logs shows the whole, its probable cause first" : `log: ${end.log}`;
  return new JobFailedError(end.reason, end.hint === undefined ? where : `${end.hint}\n${where}`);
}

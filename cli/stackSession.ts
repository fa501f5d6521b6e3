import { setTimeout as sleep } from "node:timers/promises";
import { projectFolder, type Pulumi, pulumiIn } from "../infra/lifecycle/engine/pulumi.ts";
import { type AskedJob, jobOfRecord, readStackRecord, type StackRecord } from "../infra/lifecycle/stack/stackRecord.ts";
import type { Watched } from "../infra/lifecycle/watch/watchRun.ts";
import type { LoadedStack } from "../infra/plan/loadStack.ts";
import { givenStack } from "./givenStack.ts";
import type { Terminal } from "./terminal.ts";

/** What every command on a stack that stands works with. */
export interface StackSession extends LoadedStack {
  readonly pulumi: Pulumi;
  readonly record: () => Promise<StackRecord>;
  /** The job that was handed over. @throws VergerError (stackNotFound) where there is none */
  readonly asked: () => Promise<AskedJob>;
  readonly watched: (asked: AskedJob) => Promise<Watched>;
}

export function openSession(terminal: Terminal, command: string, given: unknown): StackSession {
  const { environment, workingFolder } = terminal;
  const loaded = givenStack(terminal, command, given);
  const pulumi = pulumiIn(projectFolder(workingFolder), environment);
  const record = (): Promise<StackRecord> => readStackRecord(pulumi, loaded.stack);
  return {
    ...loaded,
    pulumi,
    record,
    asked: async () => jobOfRecord(await record()),
    // The clouds' clients are most of the time such a command takes to start: they are loaded when they are needed.
    watched: async (asked) => {
      const { watchedRun } = await import("../infra/lifecycle/openRun.ts");
      return watchedRun(asked, loaded.settings, { environment, workingFolder });
    },
  };
}

/** A pause that ends with `signal`, by rejecting. */
export const pauses =
  (signal: AbortSignal) =>
  (milliseconds: number): Promise<void> =>
    sleep(milliseconds, undefined, { signal });

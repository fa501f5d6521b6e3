import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "../config/settings.ts";
import type { ComputeStatus } from "../infra/lifecycle/compute/computeStatus.ts";
import { DestroyFailedError, type Destroyed, destroyStack } from "../infra/lifecycle/destroyStack.ts";
import { nothingKnown } from "../infra/lifecycle/engine/knownIds.ts";
import { stackEngine } from "../infra/lifecycle/engine/stackEngine.ts";
import { countOf } from "../infra/lifecycle/engine/takenAway.ts";
import type { Receipt, RunCost } from "../infra/lifecycle/receipt/receiptSchema.ts";
import type { AskedJob } from "../infra/lifecycle/stack/stackRecord.ts";
import { engineLog, sayLog } from "./engineLog.ts";
import { EngineScreen } from "./screen/engineScreen.ts";
import { count, plural } from "./screen/numbers.ts";
import type { StackSession } from "./stackSession.ts";
import type { Terminal } from "./terminal.ts";

export interface TakeDownChoices {
  /** Patterns of URNs that stay, and with them what they stand on. */
  readonly spare?: readonly string[] | undefined;
  /** Stops it midway: what is left stays in the state. */
  readonly signal?: AbortSignal | undefined;
}

/** A stack's end on this terminal: taken away, then proven. What the first learns, the second writes down. */
export interface TakeDown {
  /** @returns what was done, for one line. @throws DestroyFailedError */
  readonly destroy: (choices: TakeDownChoices) => Promise<string>;
  readonly prove: (settings: Settings) => Promise<Receipt>;
  /** The job the stack had, once destroying has begun. */
  readonly asked: () => AskedJob | undefined;
  /** What the run has cost, as far as it could be asked. */
  readonly cost: () => RunCost | undefined;
}

export function takeDown(session: StackSession, terminal: Terminal): TakeDown {
  const { stack, settings } = session;
  const { environment, workingFolder } = terminal;
  const now = (): Date => terminal.now();
  let destroyed: Destroyed = { known: nothingKnown, takenAway: undefined };
  let asked: AskedJob | undefined;
  let cost: RunCost | undefined;

  return {
    async destroy({ spare, signal }) {
      asked = await session.asked().catch(() => undefined);
      const before = await machinesOf(asked, settings, terminal);
      const log = engineLog(terminal, stack, "destroy");
      const screen = new EngineScreen(terminal, { doing: "removed", log: log.write });
      const say = (line: string): void => {
        terminal.live?.clear();
        terminal.note(line);
      };
      const engine = await stackEngine({ stack, workingFolder, environment, onLine: say, now });
      let took = "";
      try {
        destroyed = await destroyStack({
          stack,
          pulumi: engine,
          spare,
          signal,
          say,
          onLine: (line) => screen.show(line),
          sleep: (milliseconds) => sleep(milliseconds),
        });
      } catch (error) {
        if (error instanceof DestroyFailedError) ({ destroyed } = error);
        throw error;
      } finally {
        ({ took } = screen.end());
        sayLog(log, terminal);
        // Platforms that remember what has ended say when it did.
        const after = await machinesOf(asked, settings, terminal);
        const compute = after === undefined || after.nodes.length === 0 ? before : after;
        if (asked !== undefined && compute !== undefined) cost = await costOf(asked, settings, compute, now());
      }
      return doneText(destroyed, took);
    },
    prove: async (expected) => {
      const { verifyStack } = await import("../infra/lifecycle/verifyStack.ts");
      const { known, takenAway } = destroyed;
      const teardown = { ...(takenAway !== undefined && { takenAway }), ...(cost !== undefined && { cost }) };
      return verifyStack({ stack, settings: expected, known, environment, now, teardown });
    },
    asked: () => asked,
    cost: () => cost,
  };
}

/** How long a cloud may take to tell of the machines: nothing is destroyed meanwhile. */
const patienceMs = 20_000;

/** The machines of a run; undefined where there was none, or nobody answers. */
async function machinesOf(
  asked: AskedJob | undefined,
  settings: Settings,
  { environment }: Terminal,
): Promise<ComputeStatus | undefined> {
  if (asked === undefined) return undefined;
  const timer = new AbortController();
  try {
    const { computeFor } = await import("../infra/lifecycle/compute/computeFor.ts");
    const read = await computeFor(asked, settings, environment);
    return await Promise.race([read(), sleep(patienceMs, undefined, { signal: timer.signal })]);
  } catch {
    // What a run cost is worth knowing, and no reason to leave it running.
    return undefined;
  } finally {
    timer.abort();
  }
}

async function costOf(asked: AskedJob, settings: Settings, compute: ComputeStatus, now: Date): Promise<RunCost> {
  const { runCost } = await import("../infra/lifecycle/status/runCost.ts");
  return runCost({ runId: asked.runId, settings, compute, standsSince: asked.computeMadeAt }, now);
}

/** `46 resources in 0:12 · 9 kept on purpose`. */
function doneText({ takenAway }: Destroyed, took: string): string {
  if (takenAway === undefined) return `in ${took}`;
  const kept = countOf(takenAway.kept);
  const text = `${plural(countOf(takenAway.destroyed), "resource")} in ${took}`;
  return kept === 0 ? text : `${text} · ${count(kept)} kept on purpose`;
}

import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import type { KnownIds } from "./aws/awsSearch.ts";
import { engineError, isRetryable } from "./engine/engineError.ts";
import { knownIds, nothingKnown } from "./engine/knownIds.ts";
import type { Pulumi } from "./engine/pulumi.ts";
import { type StateResource, stateResources } from "./engine/stateResources.ts";
import { takenAway } from "./engine/takenAway.ts";
import type { TakenAway } from "./receipt/receiptSchema.ts";

export interface Destruction {
  readonly pulumi: Pulumi;
  readonly stack: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Told every line of the engine. */
  readonly onLine: (line: string) => void;
  /** Told what is ours to say; by default as the engine's lines are. */
  readonly say?: (line: string) => void;
  /** Stops the engine after what it has begun: what is left stays in the state. */
  readonly signal?: AbortSignal | undefined;
  /** Patterns of URNs that stay, and with them what they stand on. */
  readonly spare?: readonly string[] | undefined;
}

const attempts = 4;
const pauseMs = 20_000;

/** What a destroy did, as far as it got. */
export interface Destroyed {
  /** Ids of the state as it was, for the questions of the receipt. */
  readonly known: KnownIds;
  /** Undefined where the state could not be read afterwards. */
  readonly takenAway: TakenAway | undefined;
}

/** A destroy that did not end: what it took away all the same. */
export class DestroyFailedError extends VergerError {
  override readonly name = "DestroyFailedError";
  readonly destroyed: Destroyed;

  constructor({ exitCode, message, hint }: VergerError, destroyed: Destroyed) {
    super(exitCode, message, hint);
    this.destroyed = destroyed;
  }
}

/**
 * `pulumi destroy`, again after a pause where the cloud's reason passes by itself (a dependency that is still going, a
 * limit of calls). What cannot be deleted does not hold up what can: a role nobody may delete keeps no machine running.
 * Destroying what does not exist succeeds.
 * @throws VergerError where it never began; DestroyFailedError with the cloud's own reason; interrupted when it was
 *   stopped midway
 */
export async function destroyStack(destruction: Destruction): Promise<Destroyed> {
  const { pulumi, stack, sleep, onLine, say = onLine, signal, spare = [] } = destruction;
  const exported = await pulumi(["stack", "export", "--stack", stack]);
  if (/no stack named/.test(exported.output)) return { known: nothingKnown, takenAway: nothingTaken };
  if (exported.code !== 0) throw engineError(stack, exported.output);
  const before = stateResources(exported.stdout);
  const known = knownIds(exported.stdout);
  for (let attempt = 1; ; attempt++) {
    const excluded = spare.flatMap((pattern) => ["--exclude", pattern]);
    const args = ["destroy", "--yes", "--skip-preview", "--continue-on-error", "--stack", stack, ...excluded];
    const { code, output } = await pulumi(args, { onLine, ...(signal !== undefined && { signal }) });
    const stopped = signal?.aborted === true;
    const again = code !== 0 && !stopped && attempt < attempts && isRetryable(output);
    if (again) {
      say(
        `Not everything is gone yet; trying again in ${(pauseMs * attempt) / 1000} s (${attempt} of ${attempts - 1}).`,
      );
      await sleep(pauseMs * attempt);
      continue;
    }
    const after = await standing(pulumi, stack);
    const destroyed = { known, takenAway: after && takenAway(before, after) };
    if (code === 0) return destroyed;
    if (!stopped && after !== undefined) nameWhatStands(after, say);
    throw new DestroyFailedError(stopped ? leftMidway(stack) : engineError(stack, output), destroyed);
  }
}

const nothingTaken: TakenAway = { destroyed: [], kept: [] };

/** What the state still holds in a cloud; undefined where it cannot be read. */
async function standing(pulumi: Pulumi, stack: string): Promise<readonly StateResource[] | undefined> {
  const { code, stdout } = await pulumi(["stack", "export", "--stack", stack]);
  return code === 0 ? stateResources(stdout) : undefined;
}

/** Says what a destroy that failed has left, without a look at the cloud: what the state knows. */
function nameWhatStands(left: readonly StateResource[], say: Destruction["onLine"]): void {
  say(`Still there, and in the state: ${left.length} resources.`);
  for (const { type, id } of left) say(`  ${type} ${id}`);
}

const leftMidway = (stack: string): VergerError =>
  new VergerError(
    exitCodes.interrupted,
    `Left. What is still there of ${stack} is in its state and costs money until its deadline.`,
    `verger destroy -s ${stack} takes it away`,
  );

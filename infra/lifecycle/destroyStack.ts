import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import type { KnownIds } from "./aws/awsSearch.ts";
import { engineError, isRetryable } from "./engine/engineError.ts";
import { knownIds, nothingKnown } from "./engine/knownIds.ts";
import type { Pulumi } from "./engine/pulumi.ts";
import { stillStanding } from "./engine/stillStanding.ts";

export interface Destruction {
  readonly pulumi: Pulumi;
  readonly stack: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly onLine: (line: string) => void;
  /** Stops the engine after what it has begun: what is left stays in the state. */
  readonly signal?: AbortSignal | undefined;
  /** Patterns of URNs that stay, and with them what they stand on. */
  readonly spare?: readonly string[] | undefined;
}

const attempts = 4;
const pauseMs = 20_000;

/**
 * `pulumi destroy`, again after a pause where the cloud's reason passes by itself (a dependency that is still going, a
 * limit of calls). What cannot be deleted does not hold up what can: a role nobody may delete keeps no machine running.
 * Destroying what does not exist succeeds.
 * @returns ids of the state as it was, for the questions of the receipt
 * @throws VergerError with the cloud's own reason; interrupted when it was stopped midway
 */
export async function destroyStack(destruction: Destruction): Promise<KnownIds> {
  const { pulumi, stack, sleep, onLine, signal, spare = [] } = destruction;
  const exported = await pulumi(["stack", "export", "--stack", stack]);
  if (/no stack named/.test(exported.output)) return nothingKnown;
  if (exported.code !== 0) throw engineError(stack, exported.output);
  const known = knownIds(exported.output);
  for (let attempt = 1; ; attempt++) {
    const excluded = spare.flatMap((pattern) => ["--exclude", pattern]);
    const args = ["destroy", "--yes", "--skip-preview", "--continue-on-error", "--stack", stack, ...excluded];
    const { code, output } = await pulumi(args, { onLine, ...(signal !== undefined && { signal }) });
    if (code === 0) return known;
    if (signal?.aborted === true)
      throw new VergerError(
        exitCodes.interrupted,
        `Left. What is still there of ${stack} is in its state and costs money until its deadline.`,
        `verger destroy -s ${stack} takes it away`,
      );
    if (attempt === attempts || !isRetryable(output)) {
      await nameWhatStands({ pulumi, stack, onLine });
      throw engineError(stack, output);
    }
    onLine(
      `Not everything is gone yet; trying again in ${(pauseMs * attempt) / 1000} s (${attempt} of ${attempts - 1}).`,
    );
    await sleep(pauseMs * attempt);
  }
}

/** Says what a destroy that failed has left, without a look at the cloud: what the state knows. */
async function nameWhatStands({ pulumi, stack, onLine }: Omit<Destruction, "sleep">): Promise<void> {
  const { code, output } = await pulumi(["stack", "export", "--stack", stack]);
  if (code !== 0) return;
  const left = stillStanding(output);
  onLine(`Still there, and in the state: ${left.length} resources.`);
  for (const each of left) onLine(`  ${each}`);
}

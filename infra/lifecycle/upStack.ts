import { exitCodes, VergerError } from "../../job/contract/errors.ts";
import { engineError } from "./engine/engineError.ts";
import type { Pulumi } from "./engine/pulumi.ts";

/** The engine did not begin: nothing was made by this call, and what there is may be somebody else's work. */
export class NotBegunError extends VergerError {
  override readonly name = "NotBegunError";
}

export interface Provisioning {
  readonly pulumi: Pulumi;
  readonly stack: string;
  readonly onLine: (line: string) => void;
  /** Stops the engine after what it has begun. */
  readonly signal: AbortSignal;
  /** Patterns of the URNs that are made, and nothing else; everything by default. */
  readonly only?: readonly string[];
  /** Patterns of the URNs that are left for later. */
  readonly except?: readonly string[];
}

/**
 * `pulumi up` of a stack, which the state backend learns of when it does not know it yet. The job is a resource of
 * the stack: it is submitted here, and waited for when the stack says so.
 * @throws VergerError with the cause's own words; cancelled when it was interrupted; NotBegunError where it never began
 */
export async function upStack({ pulumi, stack, onLine, signal, only = [], except = [] }: Provisioning): Promise<void> {
  const selected = await pulumi(["stack", "select", "--create", stack]);
  if (selected.code !== 0) throw notBegun(engineError(stack, selected.output));
  const chosen = [
    ...only.flatMap((pattern) => ["--target", pattern]),
    ...except.flatMap((pattern) => ["--exclude", pattern]),
  ];
  const { code, output } = await pulumi(["up", "--yes", "--skip-preview", "--stack", stack, ...chosen], {
    onLine,
    signal,
  });
  if (signal.aborted)
    throw new VergerError(
      exitCodes.cancelled,
      `Stopped. What was made of ${stack} is in its state and may cost money.`,
      `verger destroy -s ${stack} takes it away; verger up -s ${stack} goes on`,
    );
  if (code === 0) return;
  const error = engineError(stack, output);
  throw /is currently locked/.test(output) ? notBegun(error) : error;
}

const notBegun = ({ exitCode, message, hint }: VergerError): NotBegunError =>
  new NotBegunError(exitCode, message, hint);

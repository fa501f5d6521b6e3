import { VergerError } from "../job/contract/errors.ts";
import type { RunStep } from "../infra/lifecycle/runStack.ts";
import { errorText } from "./screen/errorText.ts";
import type { Terminal } from "./terminal.ts";

/** A step of a run that failed: its own reason first, then what to do. */
export function sayFailure(step: RunStep, error: unknown, terminal: Terminal): void {
  terminal.live?.clear();
  const text = errorText(error, { color: terminal.color, verbose: !(error instanceof VergerError) });
  terminal.note(`✗ ${step.padEnd(13)} ${text}`);
}

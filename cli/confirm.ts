import { exitCodes, InputError, VergerError } from "../job/contract/errors.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Asks once before money is spent or something is taken away.
 * @throws InputError where nobody can answer, VergerError (cancelled) when the answer is not yes
 */
export async function confirm(terminal: Terminal, question: string): Promise<void> {
  if (terminal.ask === undefined)
    throw new InputError(`Nobody is here to answer: ${question}`, "--yes says yes beforehand");
  const answer = await terminal.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new VergerError(exitCodes.cancelled, "Nothing was done.", "answer y, or give --yes");
}

import { exitCodes, VergerError } from "../job/contract/errors.ts";
import type { StackSession } from "./stackSession.ts";

/**
 * How many resources an `up` is going to make: all that are planned where nothing stands. Undefined where something
 * does, or its state cannot be read: what changes then, the engine alone knows.
 */
export async function stillToMake(session: StackSession, planned: number): Promise<number | undefined> {
  try {
    return (await session.record()).resources === 0 ? planned : undefined;
  } catch (error) {
    return error instanceof VergerError && error.exitCode === exitCodes.stackNotFound ? planned : undefined;
  }
}

import { setTimeout as sleep } from "node:timers/promises";

export type Operation = "create" | "read" | "update" | "delete";

/** Something that goes wrong in the fake cloud. */
export interface Fault {
  readonly operation: Operation;
  /** A type token; every type when absent. */
  readonly type?: string;
  /** The error the provider gives. Without one the operation is only slow. */
  readonly message?: string;
  /** Milliseconds before the operation takes effect or fails. */
  readonly delay?: number;
  /** The operation takes effect or fails only after this. */
  readonly until?: Promise<unknown>;
  /** The resource is made, and then does not come up. */
  readonly partial?: boolean;
  /** How often it happens; once when absent, `Infinity` for ever. */
  times?: number;
}

/**
 * Takes the first fault that fits and waits as long as it says.
 * @throws the fault's message, unless the fault is partial: then the caller makes the resource and fails afterwards
 */
export async function meetFault(
  faults: readonly Fault[],
  operation: Operation,
  type: string,
): Promise<Fault | undefined> {
  const fault = faults.find(
    (each) => each.operation === operation && (each.type ?? type) === type && (each.times ?? 1) > 0,
  );
  if (fault === undefined) return undefined;
  fault.times = (fault.times ?? 1) - 1;
  if (fault.delay !== undefined) await sleep(fault.delay);
  await fault.until;
  if (fault.message !== undefined && fault.partial !== true) throw new Error(fault.message);
  return fault;
}

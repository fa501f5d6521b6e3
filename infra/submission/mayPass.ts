import { VergerError } from "../../job/contract/errors.ts";
import { connectionFault } from "../../job/storage/connectionFault.ts";
import { PassingError } from "../../job/storage/patientFetch.ts";

const tooManyCalls = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceededException|SlowDown/;

/**
 * Whether a call that failed may succeed when it is made again: the service was asked too much, had an error of its
 * own, or gave no answer. Then it is not known either whether it did what it was asked.
 */
export function mayPass(error: unknown): boolean {
  if (error instanceof VergerError) return mayPass(error.cause);
  if (error instanceof PassingError) return true;
  if (!(error instanceof Error)) return false;
  if (tooManyCalls.test(error.name) || connectionFault(error) !== undefined) return true;
  if (!("$metadata" in error)) return false;
  const { httpStatusCode: status } = error.$metadata as { httpStatusCode?: number }; // Every error of the AWS SDKs has it.
  return status === undefined || status === 429 || status >= 500;
}

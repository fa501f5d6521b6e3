import { type ExitCode, exitCodes } from "../../../job/contract/errors.ts";
import { type Receipt, unanswered, unplanned } from "./receiptSchema.ts";

/**
 * 12 where something unplanned is left, 3 where a service refused to answer, 4 where one could not and may when it is
 * asked again, otherwise 0.
 */
export function receiptExitCode(receipt: Receipt): ExitCode {
  if (unplanned(receipt).length > 0) return exitCodes.leftoversRemain;
  const open = unanswered(receipt);
  if (open.length === 0) return exitCodes.ok;
  return open.every(({ mayPass }) => mayPass === true) ? exitCodes.resource : exitCodes.auth;
}

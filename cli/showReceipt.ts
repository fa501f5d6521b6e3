import { join } from "node:path";
import { type Receipt, unanswered, unplanned } from "../infra/lifecycle/receipt/receiptSchema.ts";
import { writeReceipt } from "../infra/lifecycle/receipt/writeReceipt.ts";
import { exitCodes, type ExitCode } from "../job/contract/errors.ts";
import { receiptScreen } from "./screen/receiptScreen.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Writes the receipt under `receipts/` and shows it, for a reader or a machine, or only writes it.
 * @returns 12 when something unplanned is left, 3 when a service gave no answer, otherwise 0
 */
export async function showReceipt(
  terminal: Terminal,
  receipt: Receipt,
  how: "show" | "json" | "write",
): Promise<ExitCode> {
  const folder = await writeReceipt(join(terminal.workingFolder, "receipts"), receipt);
  if (how === "json") terminal.print(JSON.stringify(receipt));
  if (how === "show") for (const line of receiptScreen(receipt, folder)) terminal.print(line);
  if (unplanned(receipt).length > 0) return exitCodes.leftoversRemain;
  return unanswered(receipt).length > 0 ? exitCodes.auth : exitCodes.ok;
}

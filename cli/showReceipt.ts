import { join } from "node:path";
import { receiptExitCode } from "../infra/lifecycle/receipt/receiptExitCode.ts";
import type { Receipt } from "../infra/lifecycle/receipt/receiptSchema.ts";
import { writeReceipt } from "../infra/lifecycle/receipt/writeReceipt.ts";
import type { ExitCode } from "../job/contract/errors.ts";
import { receiptScreen } from "./screen/receiptScreen.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Writes the receipt under `receipts/` and shows it, for a reader or a machine, or only writes it.
 * @returns the exit code of what it proves
 */
export async function showReceipt(
  terminal: Terminal,
  receipt: Receipt,
  how: "show" | "json" | "write",
): Promise<ExitCode> {
  const folder = await writeReceipt(join(terminal.workingFolder, "receipts"), receipt);
  if (how === "json") terminal.print(JSON.stringify(receipt));
  if (how === "show") for (const line of receiptScreen(receipt, folder)) terminal.print(line);
  return receiptExitCode(receipt);
}

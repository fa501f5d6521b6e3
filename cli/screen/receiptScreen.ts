import { type Receipt, unanswered, unplanned } from "../../infra/lifecycle/receipt/receiptSchema.ts";
import { usdText } from "./money.ts";
import { count, plural } from "./numbers.ts";

/** A receipt in a few lines: what is left and its price first, then what was kept on purpose. */
export function receiptScreen(receipt: Receipt, folder: string): string[] {
  const left = unplanned(receipt);
  const refused = unanswered(receipt);
  const kept = receipt.remains.length - left.length;
  const asked = plural(receipt.asked.length, "question");
  const lines: string[] = [];
  if (left.length > 0) {
    lines.push(`✗ receipt       ${count(left.length)} left of ${receipt.stack} in ${receipt.region} (${asked})`);
    for (const { kind, id, perMonth } of left)
      lines.push(`    ${kind} ${id}   ${perMonth === "unknown" ? "price unknown" : `${usdText(perMonth)}/month`}`);
  } else if (refused.length > 0) lines.push(`✗ receipt       not proven: ${refused.length} of ${asked} got no answer`);
  else lines.push(`✓ receipt       nothing else left in ${receipt.region} (${asked} asked)`);
  for (const { service, call, refused: why } of refused) lines.push(`    ${service} ${call}: ${why}`);
  if (kept > 0) {
    lines.push(`  kept          ${count(kept)} on purpose`);
    for (const { kind, id, onPurpose } of receipt.remains)
      if (onPurpose !== undefined) lines.push(`    ${kind} ${id}   ${onPurpose}`);
  }
  lines.push(`  ${folder}/receipt.html`, `  sha256 ${receipt.digest}`);
  return lines;
}

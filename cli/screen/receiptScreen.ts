import { countOf } from "../../infra/lifecycle/engine/takenAway.ts";
import { exitCodes } from "../../job/contract/errors.ts";
import { monthly, type Receipt, unanswered, unplanned } from "../../infra/lifecycle/receipt/receiptSchema.ts";
import { receiptExitCode } from "../../infra/lifecycle/receipt/receiptExitCode.ts";
import { usd } from "../../config/units.ts";
import { totalText, usdText } from "./money.ts";
import { count, plural } from "./numbers.ts";

/** A receipt in a few lines: what is left and its price first, then what was taken away, kept and paid. */
export function receiptScreen(receipt: Receipt, folder: string): string[] {
  const { takenAway, cost, notAsked = [], digest } = receipt;
  return [
    ...leftLines(receipt),
    ...(takenAway === undefined
      ? []
      : [
          `  destroyed     ${plural(countOf(takenAway.destroyed), "resource")} of ${plural(takenAway.destroyed.length, "kind")}`,
        ]),
    ...keptLines(receipt),
    ...(cost === undefined ? [] : [`  cost          ≈ ${costText(cost)}`]),
    ...notAsked.map(({ service, why }) => `  not asked     ${service}: ${why}`),
    `  ${folder}/receipt.html`,
    `  sha256 ${digest}`,
  ];
}

function leftLines(receipt: Receipt): string[] {
  const left = unplanned(receipt);
  const refused = unanswered(receipt);
  const asked = plural(receipt.asked.length, "question");
  const reasons = refused.map(({ service, region, call, refused: why }) => `    ${service} ${region} ${call}: ${why}`);
  if (left.length === 0)
    return refused.length > 0
      ? [`✗ receipt       not proven: ${refused.length} of ${asked} got no answer`, ...reasons, askAgain(receipt)]
      : [`✓ receipt       nothing else left in ${receipt.region} (${asked} asked)`];
  return [
    `✗ receipt       ${count(left.length)} left of ${receipt.stack} in ${receipt.region} (${asked}), ${monthText(left)}`,
    ...left.map(({ kind, id, perMonth }) => `    ${kind} ${id}   ${priceText(perMonth)}`),
    ...reasons,
  ];
}

/** What proves it all the same, once there are answers. */
function askAgain(receipt: Receipt): string {
  const { stack, runId, cloud } = receipt;
  const first = receiptExitCode(receipt) === exitCodes.auth ? "sign in, then " : "later, ";
  const subject = runId === undefined ? `-s ${stack}` : `--run-id ${runId} --cloud ${cloud}`;
  return `    ${first}verger verify ${subject} asks again, and changes nothing`;
}

function keptLines({ remains }: Receipt): string[] {
  const kept = remains.filter(({ onPurpose }) => onPurpose !== undefined);
  if (kept.length === 0) return [];
  return [
    `  kept          ${count(kept.length)} on purpose, ${monthText(kept)}`,
    ...kept.map(({ kind, id, onPurpose }) => `    ${kind} ${id}   ${onPurpose}`),
  ];
}

const priceText = (perMonth: Receipt["remains"][number]["perMonth"]): string =>
  perMonth === "unknown" ? "price unknown" : `${usdText(perMonth)}/month`;

function monthText(remains: Receipt["remains"]): string {
  const { known, unknown } = monthly(remains);
  if (unknown.length === 0) return `${usdText(known)}/month`;
  return known === 0 ? "price unknown" : `${usdText(known)}/month + ${plural(unknown.length, "unknown price")}`;
}

/** `0.31 USD: 9 machines, 1.8 hours; prices of 2026-07-01 or later`. */
function costText({ machines, known, unknown, pricesOf }: NonNullable<Receipt["cost"]>): string {
  const number = machines.reduce((sum, each) => sum + each.count, 0);
  const hours = machines.reduce((sum, each) => sum + each.hours, 0);
  const what = number === 0 ? [] : [`${plural(number, "machine")}, ${hours.toFixed(1)} hours in all`];
  const prices = pricesOf === undefined ? [] : [`prices of ${pricesOf} or later`];
  return [totalText({ known: usd(known), unknown }), ...what, ...prices].join(" · ");
}

import type { Receipt } from "./receiptSchema.ts";
import { monthly, unanswered, unplanned } from "./receiptSchema.ts";

/** The receipt as one page that needs nothing else: for a reader, a printer, an archive. */
export function receiptPage(receipt: Receipt): string {
  const left = unplanned(receipt);
  const refused = unanswered(receipt);
  const kept = receipt.remains.filter(({ onPurpose }) => onPurpose !== undefined);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Receipt of ${escaped(receipt.stack)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ccc; vertical-align: top }
td { overflow-wrap: anywhere } .bad { color: #a00000 } code { font-size: .9em; overflow-wrap: anywhere }
</style>
<h1>${escaped(receipt.stack)}: ${verdict(left.length, refused.length)}</h1>
<p>${receipt.asked.length} questions asked in ${escaped(receipt.region)} on <time>${receipt.askedAt}</time>.</p>
${receipt.runId === undefined ? "" : `<p>Only the run's id was left to go by: <code>${escaped(receipt.runId)}</code>.</p>\n`}<h2>Left, and not meant to be</h2>
${remainsTable(left)}
<h2>Kept on purpose</h2>
${remainsTable(kept)}
${takenAwaySection(receipt)}${costSection(receipt)}<h2>What was asked</h2>
<table><thead><tr><th scope="col">service<th scope="col">call<th scope="col">region<th scope="col">found</tr></thead><tbody>
${receipt.asked
  .map(
    ({ service, call, region, found, refused }) =>
      `<tr><td>${escaped(service)}<td>${escaped(call)}<td>${escaped(region)}<td>${refused === undefined ? found : `<span class="bad">no answer: ${escaped(refused)}</span>`}</tr>`,
  )
  .join("\n")}
</tbody></table>
${notAskedSection(receipt)}<p>SHA-256 of this receipt: <code>${receipt.digest}</code></p>
</html>
`;
}

function verdict(left: number, refused: number): string {
  if (left > 0) return `<span class="bad">${left} left</span>`;
  return refused > 0 ? `<span class="bad">not proven: ${refused} without an answer</span>` : "nothing is left";
}

function remainsTable(remains: Receipt["remains"]): string {
  if (remains.length === 0) return "<p>Nothing.</p>";
  const rows = remains.map(
    ({ service, kind, id, perMonth, onPurpose }) =>
      `<tr><td>${escaped(service)}<td>${escaped(kind)}<td><code>${escaped(id)}</code><td>${perMonth === "unknown" ? "unknown" : `${perMonth.toFixed(2)} USD`}<td>${escaped(onPurpose ?? "")}</tr>`,
  );
  return `<table><thead><tr><th scope="col">service<th scope="col">what<th scope="col">id<th scope="col">a month<th scope="col">why</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>\n<p>A month: ${sumText(monthly(remains))}.</p>`;
}

function takenAwaySection({ takenAway }: Receipt): string {
  if (takenAway === undefined) return "";
  const rows = [
    ...takenAway.destroyed.map(({ type, count }) => `<tr><td>${escaped(type)}<td>${count}<td>destroyed</tr>`),
    ...takenAway.kept.map(({ type, count }) => `<tr><td>${escaped(type)}<td>${count}<td>kept on purpose</tr>`),
  ];
  const table = `<table><thead><tr><th scope="col">type<th scope="col">how many<th scope="col">what became of it</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
  return `<h2>What was taken away</h2>\n${rows.length === 0 ? "<p>Nothing.</p>" : table}\n`;
}

function costSection({ cost }: Receipt): string {
  if (cost === undefined) return "";
  const rows = cost.machines.map(
    ({ type, market, count, hours }) =>
      `<tr><td>${escaped(type)}<td>${market === "spot" ? "spot" : "on demand"}<td>${count}<td>${hours.toFixed(2)}</tr>`,
  );
  const prices = cost.pricesOf === undefined ? "" : ` Prices of ${escaped(cost.pricesOf)} or later.`;
  return `<h2>What the run cost</h2>
<p>Run <code>${escaped(cost.runId)}</code>: ${sumText(cost)}.${prices} Requests, traffic and stored bytes are not in it.</p>
<table><thead><tr><th scope="col">machines<th scope="col">market<th scope="col">how many<th scope="col">hours in all</tr></thead><tbody>
${rows.join("\n")}
</tbody></table>
`;
}

function notAskedSection({ notAsked = [] }: Receipt): string {
  if (notAsked.length === 0) return "";
  return `<h2>Who was not asked</h2>\n<ul>${notAsked.map(({ service, why }) => `<li>${escaped(service)}: ${escaped(why)}`).join("")}</ul>\n`;
}

/** `0.31 USD, and what is unknown: machines`. */
function sumText({ known, unknown }: { readonly known: number; readonly unknown: readonly string[] }): string {
  if (unknown.length === 0) return `${known.toFixed(2)} USD`;
  return `${known.toFixed(2)} USD, and what is unknown: ${escaped(unknown.join(", "))}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

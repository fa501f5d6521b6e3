import type { Receipt } from "./receiptSchema.ts";
import { unanswered, unplanned } from "./receiptSchema.ts";

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
<h2>Left, and not meant to be</h2>
${remainsTable(left)}
<h2>Kept on purpose</h2>
${remainsTable(kept)}
<h2>What was asked</h2>
<table><thead><tr><th scope="col">service<th scope="col">call<th scope="col">region<th scope="col">found</tr></thead><tbody>
${receipt.asked
  .map(
    ({ service, call, region, found, refused }) =>
      `<tr><td>${escaped(service)}<td>${escaped(call)}<td>${escaped(region)}<td>${refused === undefined ? found : `<span class="bad">no answer: ${escaped(refused)}</span>`}</tr>`,
  )
  .join("\n")}
</tbody></table>
<p>SHA-256 of this receipt: <code>${receipt.digest}</code></p>
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
  return `<table><thead><tr><th scope="col">service<th scope="col">what<th scope="col">id<th scope="col">a month<th scope="col">why</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

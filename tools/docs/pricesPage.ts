import { priceDate } from "../../config/prices/stalePrices.ts";
import { type Price, priceTable } from "../../config/prices/priceTable.ts";

/** docs/prices.md: every price, where it was read, and how far to trust it. */
export function pricesPage(): string {
  const { sources, prices } = priceTable;
  const names = Object.keys(sources);
  const shelves = new Map<string, Price[]>();
  for (const price of prices) {
    const shelf = price.item.split("/")[0] ?? "";
    shelves.set(shelf, [...(shelves.get(shelf) ?? []), price]);
  }
  const rows = names.flatMap((name, index) => {
    const source = sources[name];
    if (source === undefined) return [];
    const date = source.asOf === undefined ? `not stated; read ${source.read}` : priceDate(source);
    return `| ${index + 1} | [${source.title}](${source.url}) | ${date} | ${source.confidence} |`;
  });
  const tables = [...shelves].map(
    ([shelf, items]) =>
      `### ${shelf}\n\n| item | region | price | unit | source |\n|---|---|---|---|---|\n${items
        .map((price) => row(price, names.indexOf(price.source) + 1))
        .join("\n")}`,
  );
  return `<!-- Made by \`npm run docs\` from config/prices/table.json. -->
# Prices

What \`verger plan\` calculates with. A price that is not here is shown as unknown and never counted as 0; a node type
without a price is refused, because no budget could hold.

- Prices are in USD, before tax, without any discount, free tier or commitment.
- \`third-party\`: copied from the provider's list by someone else. \`assumed\`: known for another region and taken for
  this one. \`provider\`: read from the provider's own list.
- Prices older than 180 days are used, and \`verger plan\` says so.
- With internet, \`npm run prices\` reads the providers' own public lists again.
- A tenth of each budget is kept for what has no price by the hour: requests, traffic, logs, small disks.

## Sources

| | source | prices of | confidence |
|---|---|---|---|
${rows.join("\n")}

## The table

${tables.join("\n\n")}
`;
}

function row({ item, region, price, unit }: Price, source: number): string {
  return `| ${item.slice(item.indexOf("/") + 1)} | ${region === "*" ? "all" : region} | ${price} | ${unit} | ${source} |`;
}

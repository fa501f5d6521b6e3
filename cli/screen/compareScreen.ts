import type { Offer } from "../../infra/plan/compare.ts";
import { minutesText, usdText } from "./money.ts";
import { count } from "./numbers.ts";

/** The stacks side by side, cheapest first. */
export function compareScreen(offers: readonly Offer[]): string[] {
  const table = [
    ["stack", "where", "time", "price", "cap", "note"],
    ...offers.map(({ stack, region, run, budget, notes }, at) => [
      stack,
      region === undefined ? "" : `${region.city} ${region.country}`,
      minutesText(run.minutes),
      usdText(run.price.known),
      `${count(budget)} USD`,
      [...(at === 0 ? ["cheapest"] : []), ...notes].join(" · "),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lines = table.map((cells) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("   ")}`.trimEnd(),
  );
  return [...lines, "  model: docs/estimates.md · unknown prices are shown as unknown"];
}

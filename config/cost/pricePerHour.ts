import type { Settings } from "../settings.ts";
import { hourlyCost } from "./hourlyCost.ts";
import { totalCost } from "./totalCost.ts";

/** What a stack costs an hour with the nodes it starts with, in words: `1.46 USD/h`, and what has no known price. */
export function pricePerHour(settings: Settings): string {
  const { known, unknown } = totalCost(hourlyCost(settings, "start"), 1);
  const price = `${known.toFixed(2)} USD/h`;
  return unknown.length === 0 ? price : `${price} + unknown (${unknown.join(", ")})`;
}

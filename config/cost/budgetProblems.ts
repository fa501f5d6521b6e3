import type { Problem } from "../problem.ts";
import type { Settings } from "../settings.ts";
import { hourlyCost } from "./hourlyCost.ts";
import { affordableHours, reserve, shortestHours, upperBound } from "./maxHours.ts";

/** A budget that cannot hold is refused before anything is made. */
export function budgetProblems(settings: Settings): readonly Problem[] {
  const { budget, maxHours } = settings.limits;
  if (hourlyCost(settings, "ceiling").some(({ kind, each }) => kind === "node" && each === "unknown")) return [];
  const needed = (duration: number): number => Math.ceil((upperBound(settings, duration) / (1 - reserve)) * 100) / 100;
  const affordable = affordableHours(settings);
  if (maxHours === undefined && affordable < shortestHours)
    return [
      {
        path: ["limits", "budget"],
        value: budget,
        message: `${budget} USD pays for ${Math.round(affordable * 60)} minutes of the largest cluster`,
        suggestion: `Write at least ${needed(shortestHours)} (USD), or fewer or smaller workers.`,
      },
    ];
  if (maxHours !== undefined && maxHours > affordable)
    return [
      {
        path: ["limits", "maxHours"],
        value: maxHours,
        message: `${maxHours} hours of the largest cluster may cost more than the budget of ${budget} USD`,
        suggestion: `Write at most ${Math.floor(affordable * 100) / 100} (hours), or a budget of ${needed(maxHours)} (USD).`,
      },
    ];
  return [];
}

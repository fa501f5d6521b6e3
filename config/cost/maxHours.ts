import { longestHours } from "../limits.ts";
import type { Settings } from "../settings.ts";
import { type Hours, hours, type Usd, usd } from "../units.ts";
import { hourlyCost } from "./hourlyCost.ts";
import { totalCost } from "./totalCost.ts";

/** Share of the budget kept for what has no price by the hour: requests, traffic, logs, and disks of unknown price. */
export const reserve = 0.1;

/** Shorter than this, a cluster has hardly started. */
export const shortestHours = 0.5;

/** Hours after which everything powers off. */
export interface MaxHours {
  readonly hours: Hours;
  /** `settings`: the stack says so. `budget`: what the budget pays for. */
  readonly from: "settings" | "budget";
}

/** `limits.maxHours`, or the hours of the largest cluster that nine tenths of the budget pay for, to the minute. */
export function maxHours(settings: Settings): MaxHours {
  const { maxHours: given } = settings.limits;
  return given === undefined
    ? { hours: affordableHours(settings), from: "budget" }
    : { hours: hours(given), from: "settings" };
}

/** The most the nodes of a run may cost: every node there may be, on demand, until the power-off timer. */
export function upperBound(settings: Settings, duration: number = maxHours(settings).hours): Usd {
  return totalCost(hourlyCost(settings, "ceiling"), duration).known;
}

/** The longest duration, in whole minutes, whose upper bound leaves the reserve untouched. */
export function affordableHours(settings: Settings): Hours {
  const spendable = spendableBudget(settings);
  const lines = hourlyCost(settings, "ceiling");
  let [affordable, tooLong] = [0, longestHours * 60 + 1];
  while (tooLong - affordable > 1) {
    const middle = Math.floor((affordable + tooLong) / 2);
    if (totalCost(lines, middle / 60).known <= spendable) affordable = middle;
    else tooLong = middle;
  }
  return hours(affordable / 60);
}

/** The budget without the reserve. */
export function spendableBudget({ limits }: Settings): Usd {
  return usd(limits.budget * (1 - reserve));
}

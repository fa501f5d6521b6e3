import { type Usd, usd } from "../units.ts";
import type { CostLine } from "./hourlyCost.ts";

/** A sum of what is known, and the names of what is not: never a 0 in place of an unknown price. */
export interface Total {
  readonly known: Usd;
  readonly unknown: readonly string[];
}

/**
 * What the lines cost over `duration` hours. Nodes and disks are billed by the minute; what stands is billed by the
 * started hour.
 */
export function totalCost(lines: readonly CostLine[], duration: number): Total {
  let known = 0;
  const unknown: string[] = [];
  for (const { what, count, each, kind } of lines) {
    if (count === 0) continue;
    if (each === "unknown") unknown.push(what);
    else known += count * each * (kind === "standing" ? startedHours(duration) : startedMinutes(duration) / 60);
  }
  return { known: usd(known), unknown };
}

/** Rounds up, forgiving what floating point adds to a whole number. */
const startedMinutes = (duration: number): number => Math.ceil(duration * 60 - 1e-6);
const startedHours = (duration: number): number => Math.ceil(duration - 1e-8);

import { duration } from "./duration.ts";
import { count } from "./numbers.ts";

export interface Progress {
  /** Images featurised or rejected, those of an earlier attempt included. */
  readonly done: number;
  readonly total: number;
  readonly rejects: number;
  /** Images done in this attempt, and the seconds it took so far: what the rate is made of. */
  readonly doneNow: number;
  readonly secondsNow: number;
}

/** `████░░░░  104/120   88 img/s   0 rejected   0:01 left`, at most `columns` wide. */
export function progressLine(progress: Progress, columns: number): string {
  const { done, total, rejects } = progress;
  const parts = [
    `${count(done)}/${count(total)}`,
    rate(progress),
    `${count(rejects)} rejected`,
    remaining(progress),
  ].filter((part) => part !== "");
  const shortestBar = 8;
  while (parts.length > 1 && parts.join("   ").length + shortestBar + 6 > columns) parts.pop();
  const text = parts.join("   ");
  const width = Math.max(shortestBar, Math.min(32, columns - text.length - 6));
  const filled = total === 0 ? width : Math.floor((done / total) * width);
  return `  ${"█".repeat(filled)}${"░".repeat(width - filled)}  ${text}`.slice(0, Math.max(1, columns - 1));
}

function rate({ doneNow, secondsNow }: Progress): string {
  return doneNow > 0 && secondsNow > 0 ? `${imagesPerSecond(doneNow / secondsNow)} img/s` : "";
}

export function imagesPerSecond(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

function remaining({ done, total, doneNow, secondsNow }: Progress): string {
  if (doneNow === 0 || done >= total) return "";
  return `${duration(((total - done) / doneNow) * secondsNow)} left`;
}

/** Money, durations and sizes are plain numbers at run time; their brands keep the compiler from mixing them up. */
declare const unit: unique symbol;
type Measured<Unit extends string> = number & { readonly [unit]: Unit };

export type Usd = Measured<"USD">;
export type UsdPerHour = Measured<"USD/h">;
export type Hours = Measured<"h">;

export const usd = (amount: number): Usd => amount as Usd;
export const usdPerHour = (amount: number): UsdPerHour => amount as UsdPerHour;
export const hours = (amount: number): Hours => amount as Hours;

/** The unit a number in a stack file is written in. */
export type Unit = "USD" | "hours" | "minutes" | "GiB";

const spellings: Readonly<Record<Unit, readonly (readonly [RegExp, factor: number])[]>> = {
  USD: [[/^(usd|\$|dollars?)?$/, 1]],
  hours: [
    [/^(h|hrs?|hours?)?$/, 1],
    [/^(m|min|mins|minutes?)$/, 1 / 60],
    [/^(d|days?)$/, 24],
  ],
  minutes: [
    [/^(m|min|mins|minutes?)?$/, 1],
    [/^(h|hrs?|hours?)$/, 60],
    [/^(s|sec|secs|seconds?)$/, 1 / 60],
  ],
  GiB: [
    [/^(g|gb|gib)?$/, 1],
    [/^(t|tb|tib)$/, 1024],
    [/^(m|mb|mib)$/, 1 / 1024],
  ],
};

/** Reads `"90 min"` as 1.5 where hours are meant; undefined where the text says something else. */
export function inUnit(text: string, meant: Unit): number | undefined {
  const parts = /^\s*(\$?)\s*(\d+(?:[.,]\d+)?)\s*([a-z$]*)\s*$/i.exec(text);
  if (parts === null) return undefined;
  const [, sign = "", digits = "", word = ""] = parts;
  const factor = spellings[meant].find(([spelling]) => spelling.test(`${sign}${word}`.toLowerCase()))?.[1];
  return factor === undefined ? undefined : Math.round(Number(digits.replace(",", ".")) * factor * 1000) / 1000;
}

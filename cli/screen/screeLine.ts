import { percent } from "./numbers.ts";

/** `1 ▇▇▇▇▇▇ 41.0 %   2 ▇▇▇ 22.7 %   …`: the first components' shares of the variance. */
export function screeLine(ratios: readonly number[], columns: number): string {
  const longest = 12;
  const top = ratios[0] ?? 0;
  const parts: string[] = [];
  let width = 4;
  for (const [index, ratio] of ratios.entries()) {
    const bar = "▇".repeat(Math.max(1, Math.round((ratio / (top || 1)) * longest)));
    const part = `${index + 1} ${bar} ${percent(ratio)}`;
    if (width + part.length + 3 > columns - 3) break;
    parts.push(part);
    width += part.length + 3;
  }
  return `    ${parts.join("   ")}${parts.length < ratios.length ? "   …" : ""}`;
}

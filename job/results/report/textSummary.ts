import { percentText } from "./numberText.ts";
import { className, type ReportData } from "./reportData.ts";
import { printable, shortened } from "./shownText.ts";

export type TextSummaryData = Pick<ReportData, "pca" | "classOf" | "classes">;

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const mostRows = 14;
/** Classes with a letter of their own; the legend names them all. */
const mostNamed = 24;
const other = "·";

/** What PCA found, for a terminal: scree bars and a scatter of components 1 and 2, a letter a class. */
export function textSummary(data: TextSummaryData, columns = 80): string[] {
  const width = Math.max(24, Math.min(72, columns - 4));
  const markers = classMarkers(data.classes.slice(0, mostNamed).map(({ label }) => className(label)));
  const legend = data.classes
    .slice(0, mostNamed)
    .map(({ label }, of) => `${markers[of]} ${shortened(printable(className(label)), 16).trim()}`);
  const unnamed = data.classes.length - mostNamed;
  return [
    ...screeBars(data.pca.explainedVarianceRatio, width),
    "",
    ...scatterLines(data, markers, width),
    ...wrapped(
      [...legend, ...(unnamed > 0 ? [`${other} ${unnamed} more ${unnamed === 1 ? "class" : "classes"}`] : [])],
      width,
    ),
  ];
}

/** `1 ▇▇▇▇ 41.0 %`, one line a component, six at most. */
function screeBars(ratios: readonly number[], width: number): string[] {
  const first = ratios[0] || 1;
  const longest = Math.min(32, width - 20);
  const bars = ratios.slice(0, 6).map((ratio, index) => {
    const eighths = Math.max(1, Math.round((ratio / first) * longest * 8));
    const bar = "█".repeat(Math.floor(eighths / 8)) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    return `  ${String(index + 1).padStart(3)} ${bar} ${percentText(ratio)}`;
  });
  const rest = ratios.slice(6);
  if (rest.length === 0) return bars;
  return [...bars, `      and ${rest.length} more: ${percentText(rest.reduce((sum, ratio) => sum + ratio, 0))}`];
}

/** The plane of the first two components; a cell shows the class that has most images in it. */
function scatterLines({ pca, classOf }: TextSummaryData, markers: readonly string[], width: number): string[] {
  const { rows, columns, values } = pca.projections;
  const inner = width - 2;
  const across = cells(values, columns, 0, inner);
  const up = cells(values, columns, 1, mostRows);
  const counts = new Map<number, Map<number, number>>();
  for (let row = 0; row < rows; row++) {
    const at = (mostRows - 1 - (up[row] ?? 0)) * inner + (across[row] ?? 0);
    const own = counts.get(at) ?? new Map<number, number>();
    own.set(classOf[row] ?? 0, (own.get(classOf[row] ?? 0) ?? 0) + 1);
    counts.set(at, own);
  }
  const lines = Array.from({ length: mostRows }, (_, line) =>
    Array.from({ length: inner }, (_, column) => {
      const own = counts.get(line * inner + column);
      if (own === undefined) return " ";
      const [most] = [...own].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
      return markers[most?.[0] ?? 0] ?? other;
    }).join(""),
  );
  return [`  ┌${"─".repeat(inner)}┐`, ...lines.map((line) => `  │${line}│`), `  └${"─".repeat(inner)}┘`];
}

/** Which of `count` equal parts of the component's range each row lies in; 0 where there is no such component. */
function cells(values: Float64Array, columns: number, component: number, count: number): Int32Array {
  const own = Float64Array.from({ length: values.length / columns }, (_, row) =>
    component < columns ? (values[row * columns + component] ?? 0) : 0,
  );
  let [low, high] = [Infinity, -Infinity];
  for (const value of own) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return Int32Array.from(own, (value) => Math.min(count - 1, Math.floor(((value - low) / (high - low || 1)) * count)));
}

/** A letter a class: its own first one where that is free. */
function classMarkers(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const initial = name[0]?.toLowerCase() ?? "";
    const choice = [initial, initial.toUpperCase(), ...letters.split("")].find(
      (letter) => letters.includes(letter) && letter !== "" && !taken.has(letter),
    );
    if (choice === undefined) return other;
    taken.add(choice);
    return choice;
  });
}

function wrapped(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= width + 2) lines[lines.length - 1] = `${last}   ${part}`;
    else lines.push(`  ${part}`);
  }
  return lines;
}

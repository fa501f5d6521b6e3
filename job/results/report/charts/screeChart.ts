import { percentText } from "../numberText.ts";
import { html, type Markup } from "../markup.ts";
import { chartSvg, px, svgLine, svgText } from "./chartSvg.ts";
import { linearScale } from "./linearScale.ts";

/** Shares of the variance that readers ask for. */
export const varianceMarks = [0.8, 0.9, 0.95, 0.99] as const;

/** Components needed for each mark, undefined where those that were kept do not reach it. */
export function componentsNeeded(ratios: readonly number[]): (number | undefined)[] {
  const cumulative = cumulativeShares(ratios);
  return varianceMarks.map((mark) => {
    // A hair of tolerance: shares that sum to 1 may sum to 0.999…
    const index = cumulative.findIndex((share) => share >= mark - 1e-12);
    return index === -1 ? undefined : index + 1;
  });
}

export function cumulativeShares(ratios: readonly number[]): number[] {
  let sum = 0;
  return ratios.map((ratio) => (sum += ratio));
}

const [width, height] = [720, 320];
const [left, right, top, bottom] = [52, 668, 14, 276];
const mostBars = 60;

/** Share of the variance of each component as bars, their sum as a line, and where 80, 90, 95 and 99 % are passed. */
export function screeChart(ratios: readonly number[]): Markup {
  const cumulative = cumulativeShares(ratios);
  const bars = ratios.slice(0, mostBars);
  const step = (right - left) / Math.max(1, bars.length);
  const y = linearScale([0, 1], [bottom, top], 5);
  const x = (index: number) => left + (index + 0.5) * step;
  const barWidth = Math.min(42, step * 0.72);
  const line = bars
    .map((_, index) => `${index === 0 ? "M" : "L"}${px(x(index))} ${px(y.at(cumulative[index] ?? 0))}`)
    .join("");
  const labelEvery = Math.ceil(bars.length / 20);
  const needed = componentsNeeded(ratios);

  return chartSvg(width, height, screeDescription(ratios), [
    y.ticks.map((tick) => [
      svgLine(left, y.at(tick), right, y.at(tick), "var(--grid)"),
      svgText(left - 8, y.at(tick) + 4, percentText(tick, 0), { anchor: "end" }),
    ]),
    bars.map(
      (ratio, index) =>
        html`<rect
          x="${px(x(index) - barWidth / 2)}"
          y="${px(y.at(ratio))}"
          width="${px(barWidth)}"
          height="${px(Math.max(0.5, bottom - y.at(ratio)))}"
          rx="1.5"
          fill="var(--heat)"
          ><title>
            component ${index + 1}: ${percentText(ratio, 2)}, together ${percentText(cumulative[index] ?? 0, 2)}
          </title></rect
        >`,
    ),
    bars.length <= 12 &&
      bars.map((ratio, index) =>
        // The line starts at the top of the first bar: its figure stands inside where there is room.
        index === 0 && ratio > 0.08
          ? svgText(x(0), y.at(ratio) + 14, percentText(ratio), { anchor: "middle", size: 10, fill: "var(--surface)" })
          : svgText(x(index), y.at(ratio) - 5, percentText(ratio), { anchor: "middle", size: 10 }),
      ),
    html`<path d="${line}" fill="none" stroke="var(--c1)" stroke-width="2" />`,
    bars.length <= 40 &&
      bars.map(
        (_, index) =>
          html`<circle cx="${px(x(index))}" cy="${px(y.at(cumulative[index] ?? 0))}" r="2.6" fill="var(--c1)" />`,
      ),
    varianceMarks.map((mark, index) => {
      const components = needed[index];
      if (components === undefined) return "";
      return [
        svgLine(left, y.at(mark), right, y.at(mark), "var(--accent)", "3 4"),
        svgText(right + 4, y.at(mark) + (mark === 0.99 ? -1 : 5), `${Math.round(mark * 100)} %`, {
          fill: "var(--accent)",
          size: 10.5,
        }),
      ];
    }),
    bars.map((_, index) =>
      (index + 1) % labelEvery === 0 || index === 0
        ? svgText(x(index), bottom + 16, String(index + 1), { anchor: "middle" })
        : "",
    ),
    svgText((left + right) / 2, height - 8, "component", { anchor: "middle" }),
    svgLine(left, bottom, right, bottom, "var(--line)"),
  ]);
}

function screeDescription(ratios: readonly number[]): string {
  const total = cumulativeShares(ratios).at(-1) ?? 0;
  const first = ratios.slice(0, 3).map((ratio, index) => `component ${index + 1} ${percentText(ratio)}`);
  return `Scree plot: ${first.join(", ")}; all ${ratios.length} together ${percentText(total)} of the variance.`;
}

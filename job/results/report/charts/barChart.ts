import { isolated, textWidth } from "../shownText.ts";
import { html, type Markup } from "../markup.ts";
import { chartSvg, px, svgLine, svgText } from "./chartSvg.ts";
import { linearScale } from "./linearScale.ts";

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What stands at the end of the bar. */
  readonly text: string;
  readonly fill?: string;
}

const rowHeight = 24;
const width = 520;

/** Horizontal bars, in the given order, with their figures; negative values go left of zero. */
export function barChart(description: string, bars: readonly Bar[]): Markup {
  const labels = bars.map(({ label }) => isolated(label, 26));
  const left = Math.min(190, Math.max(40, ...labels.map((label) => textWidth(label)))) + 12;
  const figures = Math.max(...bars.map(({ text }) => textWidth(text))) + 12;
  const lowest = Math.min(0, ...bars.map(({ value }) => value));
  const reserved = lowest < 0 ? figures : 0;
  const scale = linearScale([lowest, ...bars.map(({ value }) => value), 0], [left + reserved, width - figures], 4);
  const zero = scale.at(0);
  const height = bars.length * rowHeight + 8;
  const rows = bars.map(({ label, value, text, fill = "var(--heat)" }, index) => {
    const y = index * rowHeight + 4;
    const end = Number.isFinite(value) ? scale.at(value) : zero;
    return html`${svgText(left - 8, y + 16, labels[index] ?? "", { anchor: "end", fill: "var(--ink)", title: label })}<rect
        x="${px(Math.min(zero, end))}"
        y="${y + 4}"
        width="${px(Math.max(1, Math.abs(end - zero)))}"
        height="${rowHeight - 8}"
        rx="2"
        fill="${fill}"
      />${svgText(end < zero ? end - 6 : end + 6, y + 16, text, { anchor: end < zero ? "end" : "start" })}`;
  });
  return chartSvg(width, height, description, [...rows, svgLine(zero, 2, zero, height - 2, "var(--line)")]);
}

import { pluralText, tickText } from "../numberText.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportImage } from "../reportData.ts";
import { chartSvg, px, svgLine, svgText } from "./chartSvg.ts";
import { linearScale } from "./linearScale.ts";

const [width, height] = [520, 340];
const [left, right, top, bottom] = [60, 500, 14, 294];

interface SizeCount {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

/** Width and height of the pictures: one circle a size, its area the number of pictures. */
export function sizesChart(images: readonly ReportImage[]): Markup {
  const sizes = sizeCounts(images);
  const x = linearScale([0, ...sizes.map((size) => size.width * 1.06)], [left, right], 5);
  const y = linearScale([0, ...sizes.map((size) => size.height * 1.06)], [bottom, top], 5);
  const most = Math.max(...sizes.map(({ count }) => count));
  const reach = Math.min(x.to, y.to);
  return chartSvg(width, height, `Widths and heights of the pictures: ${sizesText(sizes)}.`, [
    y.ticks.map((tick) => [
      svgLine(left, y.at(tick), right, y.at(tick), "var(--grid)"),
      svgText(left - 8, y.at(tick) + 4, tickText(tick), { anchor: "end" }),
    ]),
    x.ticks.map((tick) => [
      svgLine(x.at(tick), top, x.at(tick), bottom, "var(--grid)"),
      svgText(x.at(tick), bottom + 18, tickText(tick), { anchor: "middle" }),
    ]),
    svgLine(x.at(0), y.at(0), x.at(reach), y.at(reach), "var(--line)", "4 4"),
    sizes
      .slice(0, 2000)
      .map(
        ({ width: w, height: h, count }) =>
          html`<circle
            cx="${px(x.at(w))}"
            cy="${px(y.at(h))}"
            r="${px(3 + 15 * Math.sqrt(count / most))}"
            fill="var(--heat)"
            fill-opacity=".55"
            stroke="var(--heat)"
            ><title>${w} × ${h}: ${pluralText(count, "picture")}</title></circle
          >`,
      ),
    svgText((left + right) / 2, height - 6, "width, pixels", { anchor: "middle" }),
    svgText(14, (top + bottom) / 2, "height, pixels", { anchor: "middle", turn: -90 }),
  ]);
}

/** Most frequent first, so that small circles lie on large ones. */
export function sizeCounts(images: readonly ReportImage[]): SizeCount[] {
  const sizes = new Map<string, SizeCount>();
  for (const { width, height } of images) {
    if (width === undefined || height === undefined) continue;
    const key = `${width} × ${height}`;
    sizes.set(key, { width, height, count: (sizes.get(key)?.count ?? 0) + 1 });
  }
  return [...sizes.values()].toSorted((a, b) => b.count - a.count || a.width - b.width || a.height - b.height);
}

export function sizesText(sizes: readonly SizeCount[]): string {
  const [first] = sizes;
  if (first === undefined) return "unknown";
  if (sizes.length === 1) return `all ${first.width} × ${first.height}`;
  const sides = sizes.flatMap((size) => [size.width, size.height]);
  return `${pluralText(sizes.length, "size")}, sides from ${Math.min(...sides)} to ${Math.max(...sides)} pixels, most often ${first.width} × ${first.height}`;
}

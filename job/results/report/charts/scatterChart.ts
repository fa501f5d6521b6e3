import { classStyle } from "../classStyle.ts";
import { tickText } from "../numberText.ts";
import { html, Markup } from "../markup.ts";
import { chartSvg, px, svgLine, svgText } from "./chartSvg.ts";
import { marginScale } from "./linearScale.ts";

export interface Scatter {
  /** Distinguishes the chart's inner names from those of other charts on the page. */
  readonly id: string;
  readonly description: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Class of every point. */
  readonly classOf: ArrayLike<number>;
  readonly classes: number;
  /** Undefined: an axis without unit or meaning of its own (t-SNE, UMAP), drawn without figures. */
  readonly axes: readonly [x: string, y: string] | undefined;
}

/** Where the points lie in the picture; the script in the page draws by the same figures. */
export const scatterFrame = ({ axes }: Pick<Scatter, "axes">) =>
  axes === undefined
    ? { width: 720, height: 460, left: 12, right: 708, top: 12, bottom: 448 }
    : { width: 720, height: 500, left: 66, right: 708, top: 12, bottom: 452 };
/** Markers drawn on the server; the script draws the rest on a canvas. */
const mostMarkers = 10_000;

export const markerRadius = (points: number): number =>
  points <= 200 ? 5 : points <= 1000 ? 4 : points <= 4000 ? 3 : 2.2;

/** Points by class: one polyline a class whose vertices carry the class's marker, which keeps 10,000 points small. */
export function scatterChart(scatter: Scatter): Markup {
  const { left, right, top, bottom, width, height } = scatterFrame(scatter);
  const { id, axes } = scatter;
  const x = marginScale(scatter.x, [left, right], 7);
  const y = marginScale(scatter.y, [bottom, top], 6);
  const radius = markerRadius(scatter.x.length);
  const vertices = Array.from({ length: scatter.classes }, (): string[] => []);
  const step = Math.max(1, scatter.x.length / mostMarkers);
  for (let i = 0; i < scatter.x.length; i += step) {
    const point = Math.floor(i);
    vertices[scatter.classOf[point] ?? 0]?.push(
      `${px(x.at(scatter.x[point] ?? 0))} ${px(y.at(scatter.y[point] ?? 0))}`,
    );
  }
  const drawn = [...vertices.entries()].filter(([, points]) => points.length > 0);

  return chartSvg(width, height, scatter.description, [
    html`<defs
      ><clipPath id="${id}-clip"
        ><rect x="${left - 8}" y="${top - 8}" width="${right - left + 16}" height="${bottom - top + 16}" /></clipPath
      >${drawn.map(([rank]) => marker(`${id}-m${rank}`, rank, radius))}</defs
    >`,
    html`<rect
      x="${left - 8}"
      y="${top - 8}"
      width="${right - left + 16}"
      height="${bottom - top + 16}"
      fill="none"
      stroke="var(--line)"
    />`,
    html`<g class="axes"
      >${
        axes && [
          x.ticks.map((tick) => [
            svgLine(x.at(tick), top - 8, x.at(tick), bottom + 8, "var(--grid)"),
            svgText(x.at(tick), bottom + 24, tickText(tick), { anchor: "middle" }),
          ]),
          y.ticks.map((tick) => [
            svgLine(left - 8, y.at(tick), right + 8, y.at(tick), "var(--grid)"),
            svgText(left - 12, y.at(tick) + 4, tickText(tick), { anchor: "end" }),
          ]),
        ]
      }</g
    >`,
    axes && [
      html`<g class="axis-names"
        >${svgText((left + right) / 2, height - 6, axes[0], { anchor: "middle" })}${svgText(12, (top + bottom) / 2, axes[1], { anchor: "middle", turn: -90 })}</g
      >`,
    ],
    html`<g class="marks" clip-path="url(#${id}-clip)"
      >${drawn.map(
        ([rank, points]) =>
          html`<path
            data-class="${rank}"
            d="M${new Markup(points.join("L"))}"
            fill="none"
            marker-start="url(#${id}-m${rank})"
            marker-mid="url(#${id}-m${rank})"
            marker-end="url(#${id}-m${rank})"
          />`,
      )}</g
    >`,
  ]);
}

function marker(id: string, rank: number, radius: number): Markup {
  const { colour, shape } = classStyle(rank);
  return html`<marker
    id="${id}"
    viewBox="-1.5 -1.5 3 3"
    markerWidth="${px(radius * 3)}"
    markerHeight="${px(radius * 3)}"
    markerUnits="userSpaceOnUse"
    ><path d="${shape}" fill="${colour}" fill-opacity=".85" stroke="var(--surface)" stroke-width=".18"
  /></marker>`;
}

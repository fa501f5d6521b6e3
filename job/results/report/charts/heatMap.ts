import { isolated, textWidth } from "../shownText.ts";
import { html, type Content, type Markup } from "../markup.ts";
import { chartSvg, px, svgText } from "./chartSvg.ts";

export interface HeatMap {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row-major; NaN leaves a cell empty. */
  readonly values: ArrayLike<number>;
  /** The value of the strongest colour (default: the largest). */
  readonly largest?: number;
  readonly text: (value: number) => string;
}

/** A matrix in shades of one colour, figures in the cells where they fit. */
export function heatMap(description: string, { rows, columns, values, text, ...options }: HeatMap): Markup {
  let largest = options.largest ?? 0;
  if (options.largest === undefined)
    for (let i = 0; i < rows.length * columns.length; i++) largest = Math.max(largest, values[i] || 0);
  const rowLabels = rows.map((label) => isolated(label, 20));
  const columnLabels = columns.map((label) => isolated(label, 20));
  const left = Math.min(150, Math.max(...rowLabels.map((label) => textWidth(label)))) + 10;
  const cell = Math.max(10, Math.min(80, (660 - left) / columns.length));
  const rowHeight = Math.min(30, Math.max(14, cell));
  const turned = columnLabels.some((label) => textWidth(label) > cell - 4);
  const top = turned ? Math.min(130, Math.max(...columnLabels.map((label) => textWidth(label)))) * 0.72 + 16 : 20;
  const overhang = turned ? 60 : 8;
  const figures = cell >= 30 && rowHeight >= 16;

  const cells = rows.flatMap((row, i) =>
    columns.map((column, j) => {
      const value = values[i * columns.length + j] ?? NaN;
      if (Number.isNaN(value)) return "";
      const share = largest === 0 ? 0 : Math.min(1, value / largest);
      const [x, y] = [left + j * cell, top + i * rowHeight];
      return html`<rect
          x="${px(x)}"
          y="${px(y)}"
          width="${px(cell - 1)}"
          height="${px(rowHeight - 1)}"
          rx="1.5"
          fill="var(--heat)"
          fill-opacity="${(0.04 + 0.96 * share).toFixed(3)}"
          ><title>${isolated(row, 60)} · ${isolated(column, 60)}: ${text(value)}</title></rect
        >${
          figures &&
          svgText(x + cell / 2 - 0.5, y + rowHeight / 2 + 4, text(value), {
            anchor: "middle",
            size: 10,
            fill: share > 0.5 ? "var(--surface)" : "var(--ink)",
          })
        }`;
    }),
  );
  const bottom = top + rows.length * rowHeight;
  const width = Math.max(left + columns.length * cell + overhang, left + scaleWidth + 110);
  return chartSvg(width, bottom + 34, description, [
    columnLabels.map((label, j) => {
      const x = left + (j + 0.5) * cell;
      return turned
        ? svgText(x + 3, top - 6, label, { turn: -45, size: 11 })
        : svgText(x, top - 6, label, { anchor: "middle", size: 11 });
    }),
    rowLabels.map((label, i) => svgText(left - 6, top + (i + 0.5) * rowHeight + 4, label, { anchor: "end", size: 11 })),
    cells,
    colourScale(left, bottom + 16, text(0), text(largest)),
  ]);
}

const scaleWidth = 100;

/** What the shades mean: the least and the largest value with the colours between them. */
function colourScale(x: number, y: number, least: string, most: string): Content {
  const steps = 10;
  return [
    Array.from(
      { length: steps },
      (_, step) =>
        html`<rect
          x="${px(x + (step * scaleWidth) / steps)}"
          y="${px(y)}"
          width="${px(scaleWidth / steps)}"
          height="9"
          fill="var(--heat)"
          fill-opacity="${(0.04 + (0.96 * step) / (steps - 1)).toFixed(3)}"
        />`,
    ),
    svgText(x - 6, y + 8, least, { anchor: "end", size: 10.5 }),
    svgText(x + scaleWidth + 6, y + 8, most, { size: 10.5 }),
  ];
}

import { markerRadius, scatterChart, scatterFrame, type Scatter } from "../charts/scatterChart.ts";
import { classStyle } from "../classStyle.ts";
import { countText } from "../numberText.ts";
import { html, type Content, type Markup } from "../markup.ts";
import { className, type ReportData } from "../reportData.ts";
import { shown } from "../shownText.ts";

/** A scatter plot with its legend, and the controls that the script brings to life. */
export function scatterFigure(data: ReportData, scatter: Scatter, controls: Content): Markup {
  const { width, height, left, right, top, bottom } = scatterFrame(scatter);
  const labelled = data.classes.some(({ label }) => label !== null);
  return html`<div class="scatter" data-plot="${scatter.id}">
    <div class="controls" hidden>
      ${controls}<span class="zoom"
        ><button type="button" data-zoom="in" aria-label="Zoom in">+</button
        ><button type="button" data-zoom="out" aria-label="Zoom out">−</button
        ><button type="button" data-zoom="reset">Reset</button></span
      >
    </div>
    <div
      class="plot"
      data-frame="${[width, height, left, right, top, bottom, markerRadius(scatter.x.length)].join(" ")}"
    >
      ${scatterChart(scatter)}
    </div>
    ${labelled && legend(data)}
    <p class="hint" hidden>
      Point at a mark for its picture. Scroll over the focused plot or use + and − to zoom, drag to move. Keys: arrows
      go from mark to mark, 0 resets.
    </p>
  </div>`;
}

const legend = ({ classes }: ReportData): Markup =>
  html`<div class="legend">
    <ul tabindex="0" aria-label="Classes">
      ${classes.map(({ label, count }, rank) => {
        const { colour, shape } = classStyle(rank);
        return html`<li data-class="${rank}">
          <svg viewBox="-1.5 -1.5 3 3" width="16" height="16" aria-hidden="true">
            <path d="${shape}" fill="${colour}" /></svg
          ><span class="name">${shown(className(label), 28)}</span> <span class="count">${countText(count)}</span>
        </li>`;
      })}
    </ul>
  </div>`;

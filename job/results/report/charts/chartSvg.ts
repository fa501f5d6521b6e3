import { html, type Content, type Markup } from "../markup.ts";

/** A chart: an SVG that names itself to those who do not see it, and scales with the page. */
export function chartSvg(width: number, height: number, description: string, content: Content): Markup {
  const [w, h] = [Math.round(width), Math.round(height)];
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${w} ${h}"
    width="${w}"
    height="${h}"
    role="img"
    aria-label="${description}"
    font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
    font-size="12"
  >
    ${content}
  </svg>`;
}

/** Text in a chart. `fill` is a colour of the theme. */
export function svgText(
  x: number,
  y: number,
  text: string,
  options: {
    anchor?: "start" | "middle" | "end";
    fill?: string;
    size?: number;
    weight?: number;
    turn?: number;
    title?: string;
  } = {},
): Markup {
  const { anchor = "start", fill = "var(--muted)", size = 12, weight = 400, turn, title } = options;
  return html`<text
    x="${px(x)}"
    y="${px(y)}"
    text-anchor="${anchor}"
    fill="${fill}"
    font-size="${size}"
    ${
      weight === 400 ? "" : html` font-weight="${weight}"`
    }${turn === undefined ? "" : html` transform="rotate(${turn} ${px(x)} ${px(y)})"`}
    >${title === undefined ? "" : html`<title>${title}</title>`}${text}</text
  >`;
}

export const svgLine = (x1: number, y1: number, x2: number, y2: number, stroke: string, dash?: string): Markup =>
  html`<line
    x1="${px(x1)}"
    y1="${px(y1)}"
    x2="${px(x2)}"
    y2="${px(y2)}"
    stroke="${stroke}"
    ${dash === undefined ? "" : html` stroke-dasharray="${dash}"`}
  />`;

/** A coordinate to a tenth of a pixel. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

import { classOf, data, hidden } from "./pageData.js";
import { svg, tickText, ticks } from "./svg.js";

/** @typedef {import("./scatterPlot.js").ScatterPlot} ScatterPlot */

/** The visible points: their class and place in the picture. @param {ScatterPlot} plot */
function* visiblePoints(plot) {
  for (let index = 0; index < plot.count; index++) {
    const of = classOf[plot.imageAt(index)] ?? 0;
    if (hidden.has(of)) continue;
    const [x, y] = plot.place(index);
    if (plot.inFrame(x, y)) yield { of, x, y };
  }
}

/** Moves the markers the page came with. @param {ScatterPlot} plot */
export function drawMarkers(plot) {
  const places = data.classes.map(() => /** @type {string[]} */ ([]));
  for (const { of, x, y } of visiblePoints(plot)) places[of]?.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
  for (const path of plot.marks.children) {
    const own = places[Number(path.getAttribute("data-class"))] ?? [];
    path.setAttribute("d", own.length === 0 ? "" : `M${own.join("L")}`);
  }
}

/** The same on a canvas, for many points. @param {ScatterPlot} plot @param {HTMLCanvasElement} canvas */
export function drawCanvas(plot, canvas) {
  const { width, height } = plot.frame;
  const scale = ((plot.svg.getBoundingClientRect().width || width) / width) * (devicePixelRatio || 1);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (context === null) return;
  const brushes = classBrushes(plot.radius);
  context.globalAlpha = 0.75;
  for (const { of, x, y } of visiblePoints(plot)) {
    const brush = brushes[of];
    if (brush === undefined) continue;
    context.setTransform(scale, 0, 0, scale, x * scale, y * scale);
    context.fillStyle = brush.colour;
    context.fill(brush.path);
  }
}

/** A canvas knows no custom properties: an element resolves them. @param {number} radius */
function classBrushes(radius) {
  const probe = document.createElement("span");
  document.body.append(probe);
  const brushes = data.classes.map(({ colour, shape }) => {
    probe.style.color = colour;
    const path = new Path2D();
    path.addPath(new Path2D(shape), new DOMMatrix([radius, 0, 0, radius, 0, 0]));
    return { colour: getComputedStyle(probe).color, path };
  });
  probe.remove();
  return brushes;
}

/** Grid lines and figures for the part that is shown. @param {ScatterPlot} plot */
export function drawAxes(plot) {
  if (plot.axes === null) return;
  const { left, right, top, bottom } = plot.frame;
  const { view } = plot;
  const across = ticks(view.left, view.right, 7).flatMap((tick) => {
    const x = left + ((tick - view.left) / (view.right - view.left)) * (right - left);
    return [
      svg("line", { x1: x, y1: top - 8, x2: x, y2: bottom + 8, stroke: "var(--grid)" }),
      svg("text", { x, y: bottom + 24, "text-anchor": "middle", fill: "var(--muted)" }, tickText(tick)),
    ];
  });
  const up = ticks(view.bottom, view.top, 6).flatMap((tick) => {
    const y = bottom + ((tick - view.bottom) / (view.top - view.bottom)) * (top - bottom);
    return [
      svg("line", { x1: left - 8, y1: y, x2: right + 8, y2: y, stroke: "var(--grid)" }),
      svg("text", { x: left - 12, y: y + 4, "text-anchor": "end", fill: "var(--muted)" }, tickText(tick)),
    ];
  });
  plot.svg.querySelector(".axes")?.replaceChildren(...across, ...up);
  const [nameAcross, nameUp] = plot.svg.querySelectorAll(".axis-names text");
  if (nameAcross !== undefined) nameAcross.textContent = plot.axes[plot.chosen[0]] ?? "";
  if (nameUp !== undefined) nameUp.textContent = plot.axes[plot.chosen[1]] ?? "";
}

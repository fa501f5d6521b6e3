import { classOf, hidden, unpackColumn, unpackPoints } from "./pageData.js";
import { drawAxes, drawCanvas, drawMarkers } from "./scatterDrawing.js";
import { svg } from "./svg.js";
import { hideTip, showTip } from "./tip.js";

/** Above this many points a canvas draws faster than SVG markers. */
const canvasFrom = 3000;

/** One scatter plot: which part of it is shown, which mark is chosen. */
export class ScatterPlot {
  /** Columns across and up. @type {[number, number]} */
  chosen = [0, 1];
  /** The chosen mark, -1 for none. */
  current = -1;
  #pending = false;
  #ring = svg("circle", { r: 9, fill: "none", stroke: "var(--ink)", "stroke-width": 2, visibility: "hidden" });

  /** @param {HTMLElement} element @param {import("./pageData.js").PlotData} definition */
  constructor(element, definition) {
    this.element = element;
    this.svg = /** @type {SVGSVGElement} */ (element.querySelector("svg"));
    this.marks = /** @type {SVGGElement} */ (this.svg.querySelector(".marks"));
    this.columns = definition.columns.map((column) => unpackColumn(column));
    this.count = this.columns[0]?.length ?? 0;
    this.axes = definition.axes;
    this.points = unpackPoints(definition.points);
    const [width = 0, height = 0, left = 0, right = 0, top = 0, bottom = 0, radius = 0] = (element.dataset.frame ?? "")
      .split(" ")
      .map(Number);
    this.frame = { width, height, left, right, top, bottom };
    this.radius = radius;
    this.view = this.#extent();
    this.svg.append(this.#ring);
    if (this.count > canvasFrom) this.#useCanvas();
  }

  #useCanvas() {
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.element.prepend(this.canvas);
    this.marks.replaceChildren();
    new ResizeObserver(() => this.schedule()).observe(this.element);
  }

  /** @param {number} index */
  imageAt(index) {
    return this.points?.[index] ?? index;
  }

  #extent() {
    /** @param {number} column @returns {[number, number]} */
    const bounds = (column) => {
      let [low, high] = [Infinity, -Infinity];
      for (const value of this.columns[column] ?? [0]) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      const margin = (high - low || 1) * 0.03;
      return [low - margin, high + margin];
    };
    const [[left, right], [bottom, top]] = [bounds(this.chosen[0]), bounds(this.chosen[1])];
    return { left, right, bottom, top };
  }

  /** Where a point lies in the picture. @param {number} index @returns {[number, number]} */
  place(index) {
    const { frame, view } = this;
    const x = this.columns[this.chosen[0]]?.[index] ?? 0;
    const y = this.columns[this.chosen[1]]?.[index] ?? 0;
    return [
      frame.left + ((x - view.left) / (view.right - view.left)) * (frame.right - frame.left),
      frame.bottom + ((y - view.bottom) / (view.top - view.bottom)) * (frame.top - frame.bottom),
    ];
  }

  /** @param {number} x @param {number} y */
  inFrame(x, y) {
    const { left, right, top, bottom } = this.frame;
    return x >= left - 8 && x <= right + 8 && y >= top - 8 && y <= bottom + 8;
  }

  schedule() {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      drawAxes(this);
      if (this.canvas === undefined) drawMarkers(this);
      else drawCanvas(this, this.canvas);
      this.#drawRing();
    });
  }

  #drawRing() {
    const [x, y] = this.current < 0 ? [0, 0] : this.place(this.current);
    this.#ring.setAttribute("visibility", this.current >= 0 && this.inFrame(x, y) ? "visible" : "hidden");
    this.#ring.setAttribute("cx", String(x));
    this.#ring.setAttribute("cy", String(y));
  }

  /**
   * The visible mark that costs least, if any costs less than the limit; otherwise -1.
   * @param {(x: number, y: number, index: number) => number} cost @param {number} limit
   */
  #best(cost, limit) {
    let [found, lowest] = [-1, limit];
    for (let index = 0; index < this.count; index++) {
      if (hidden.has(classOf[this.imageAt(index)] ?? 0)) continue;
      const [x, y] = this.place(index);
      const value = this.inFrame(x, y) ? cost(x, y, index) : Infinity;
      if (value < lowest) [found, lowest] = [index, value];
    }
    return found;
  }

  /** Chooses the mark under a place in the picture. @param {[number, number]} place */
  selectAt([x, y]) {
    this.select(this.#best((px, py) => (px - x) ** 2 + (py - y) ** 2, 18 ** 2));
  }

  /** Goes to the next mark in a direction; from nowhere, to the mark nearest to the middle. @param {[number, number]} direction */
  selectNext([dx, dy]) {
    const { left, right, top, bottom } = this.frame;
    if (this.current < 0) {
      const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
      return this.select(this.#best((x, y) => (x - cx) ** 2 + (y - cy) ** 2, Infinity));
    }
    const [fromX, fromY] = this.place(this.current);
    const next = this.#best((x, y, index) => {
      const ahead = (x - fromX) * dx + (y - fromY) * dy;
      const aside = Math.abs((x - fromX) * dy) + Math.abs((y - fromY) * dx);
      return index === this.current || ahead <= 0 || aside > ahead * 2 ? Infinity : ahead + aside * 2;
    }, Infinity);
    if (next >= 0) this.select(next);
  }

  /** @param {number} index -1 for none */
  select(index) {
    this.current = index;
    this.#drawRing();
    if (index < 0) return hideTip();
    const [x, y] = this.place(index);
    const box = this.svg.getBoundingClientRect();
    const scale = box.width / this.frame.width;
    showTip(this.imageAt(index), box.left + x * scale, box.top + y * scale);
  }

  /** @param {number} factor @param {[number, number]} [at] a place in the picture that stays where it is */
  zoom(factor, at) {
    const { frame, view } = this;
    const [x, y] = at ?? [(frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2];
    const u = view.left + ((x - frame.left) / (frame.right - frame.left)) * (view.right - view.left);
    const v = view.bottom + ((y - frame.bottom) / (frame.top - frame.bottom)) * (view.top - view.bottom);
    this.#show({
      left: u + (view.left - u) / factor,
      right: u + (view.right - u) / factor,
      bottom: v + (view.bottom - v) / factor,
      top: v + (view.top - v) / factor,
    });
  }

  /** Moves the part that is shown. @param {number} x @param {number} y in the picture */
  move(x, y) {
    const { frame, view } = this;
    const dx = (x / (frame.right - frame.left)) * (view.right - view.left);
    const dy = (y / (frame.bottom - frame.top)) * (view.top - view.bottom);
    this.#show({ left: view.left - dx, right: view.right - dx, bottom: view.bottom + dy, top: view.top + dy });
  }

  reset() {
    this.#show(this.#extent());
  }

  /** @param {{ left: number, right: number, bottom: number, top: number }} view */
  #show(view) {
    this.view = view;
    this.select(-1);
    this.schedule();
  }
}

/** @typedef {import("./scatterPlot.js").ScatterPlot} ScatterPlot */

/** @type {Record<string, [number, number] | undefined>} */
const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Mouse, touch, keys, buttons and the choice of components. @param {Element} root @param {ScatterPlot} plot */
export function listen(root, plot) {
  const { element } = plot;
  for (const part of root.querySelectorAll(".controls, .hint")) part.removeAttribute("hidden");
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", `${plot.svg.getAttribute("aria-label") ?? ""} Arrow keys go from mark to mark.`);
  for (const select of root.querySelectorAll("select")) {
    select.addEventListener("change", () => {
      plot.chosen[select.dataset.axis === "x" ? 0 : 1] = Number(select.value);
      plot.reset();
    });
  }
  for (const button of root.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "reset") plot.reset();
      else plot.zoom(button.dataset.zoom === "in" ? 1.6 : 1 / 1.6);
    });
  }
  listenToPointer(plot);
  element.addEventListener("blur", () => plot.select(-1));
  element.addEventListener("keydown", (event) => {
    const direction = directions[event.key];
    if (direction !== undefined) plot.selectNext(direction);
    else if (event.key === "+" || event.key === "=") plot.zoom(1.6);
    else if (event.key === "-") plot.zoom(1 / 1.6);
    else if (event.key === "0") plot.reset();
    else if (event.key === "Escape") plot.select(-1);
    else return;
    event.preventDefault();
  });
}

/** @param {ScatterPlot} plot */
function listenToPointer(plot) {
  const { element } = plot;
  const scale = () => plot.frame.width / plot.svg.getBoundingClientRect().width;
  /** @param {MouseEvent} event @returns {[number, number]} */
  const place = (event) => {
    const box = plot.svg.getBoundingClientRect();
    return [(event.clientX - box.left) * scale(), (event.clientY - box.top) * scale()];
  };
  element.addEventListener("pointermove", (event) => {
    if (event.buttons === 1 && event.pointerType === "mouse")
      plot.move(event.movementX * scale(), event.movementY * scale());
    else plot.selectAt(place(event));
  });
  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse") plot.selectAt(place(event));
  });
  element.addEventListener("pointerleave", () => plot.select(-1));
  element.addEventListener("dblclick", (event) => plot.zoom(2, place(event)));
  element.addEventListener(
    "wheel",
    (event) => {
      // Scrolling past a plot must not zoom it: only a plot that has the focus takes the wheel.
      if (document.activeElement !== element) return;
      event.preventDefault();
      plot.zoom(event.deltaY < 0 ? 1.25 : 0.8, place(event));
    },
    { passive: false },
  );
}

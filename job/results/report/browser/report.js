import { bringLegendsToLife } from "./legends.js";
import { data } from "./pageData.js";
import { listen } from "./scatterControls.js";
import { ScatterPlot } from "./scatterPlot.js";

/** @type {ScatterPlot[]} */
const plots = [];
for (const root of document.querySelectorAll(".scatter")) {
  const element = root.querySelector(".plot");
  const definition = data.plots[root.getAttribute("data-plot") ?? ""];
  if (definition === undefined || !(element instanceof HTMLElement)) continue;
  const plot = new ScatterPlot(element, definition);
  listen(root, plot);
  plots.push(plot);
}

function redraw() {
  for (const plot of plots) plot.schedule();
}
bringLegendsToLife(redraw);

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
prefersDark.addEventListener("change", redraw);
const theme = document.getElementById("theme");
if (theme !== null) {
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const { style } = document.documentElement;
    const isDark = style.colorScheme === "" ? prefersDark.matches : style.colorScheme === "dark";
    style.colorScheme = isDark ? "light" : "dark";
    redraw();
  });
}
document.documentElement.dataset.ready = "true";

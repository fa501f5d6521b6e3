import { data, hidden } from "./pageData.js";

/** Makes the entries of every legend buttons that hide and show a class in all plots. @param {() => void} redraw */
export function bringLegendsToLife(redraw) {
  const entries = [...document.querySelectorAll(".legend li")].map((entry) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...entry.childNodes);
    entry.append(button);
    return { button, of: Number(entry.getAttribute("data-class")) };
  });
  const update = () => {
    for (const { button, of } of entries) button.setAttribute("aria-pressed", String(!hidden.has(of)));
    redraw();
  };
  for (const { button, of } of entries) {
    button.addEventListener("click", () => {
      if (!hidden.delete(of)) hidden.add(of);
      update();
    });
    button.addEventListener("dblclick", () => {
      for (const other of data.classes.keys()) hidden.add(other);
      hidden.delete(of);
      update();
    });
  }
  for (const legend of document.querySelectorAll(".legend")) {
    const all = document.createElement("button");
    all.type = "button";
    all.className = "all";
    all.textContent = "Show all classes";
    all.addEventListener("click", () => {
      hidden.clear();
      update();
    });
    legend.append(all);
  }
  update();
}

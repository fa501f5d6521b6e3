import { classOf, data, tileOf } from "./pageData.js";
import { svg } from "./svg.js";

const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
tip.setAttribute("role", "status");
(document.querySelector("main") ?? document.body).append(tip);

/** Shows an image's picture, class and path beside a place on the screen. @param {number} image @param {number} x @param {number} y */
export function showTip(image, x, y) {
  const tile = tileOf(image);
  const label = document.createElement("strong");
  label.textContent = data.classes[classOf[image] ?? 0]?.label ?? "";
  const path = document.createElement("span");
  path.textContent = data.paths[image] ?? "";
  tip.replaceChildren(label, path);
  if (tile !== undefined) {
    const picture = svg("svg", { width: 112, height: 112, viewBox: tile.viewBox, "aria-hidden": "true" });
    picture.append(svg("use", { href: tile.sheet }));
    tip.prepend(picture);
  }
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${y + 14 + height > innerHeight ? Math.max(4, y - height - 10) : y + 14}px`;
}

export function hideTip() {
  tip.hidden = true;
}

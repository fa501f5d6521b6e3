import { readFileSync } from "node:fs";

/** The modules of the page's script, each after those it imports. */
const modules = ["pageData", "svg", "tip", "scatterDrawing", "scatterPlot", "scatterControls", "legends", "report"];

/**
 * The page's script: the modules of `browser/` in one scope, without their imports and exports. They are plain
 * JavaScript (typed by JSDoc), so that a checkout and the published package hold the same files.
 */
export function browserScript(): string {
  const parts = modules.map((name) =>
    readFileSync(new URL(`./browser/${name}.js`, import.meta.url), "utf8")
      .replaceAll(/^import [^;]*;\n/gm, "")
      .replaceAll(/^export /gm, "")
      .replaceAll(/^\s*(\/\*\*[^]*?\*\/)\s*\n/gm, "")
      .replaceAll(/^\s+/gm, ""),
  );
  return `(() => {\n"use strict";\n${parts.join("")}})();\n`;
}

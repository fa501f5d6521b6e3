/**
 * Every colour of the report: [light, dark]. A chart names them as `var(--ink)`.
 * c0 … c7 were searched for: every two stay apart for people with protanopia and deuteranopia, neighbours most
 * (test/job/results/report/classStyle.test.ts measures it).
 */
export const theme = {
  page: ["#f6f5f1", "#12161a"],
  surface: ["#ffffff", "#1a2025"],
  ink: ["#1c2329", "#e7ecef"],
  muted: ["#566069", "#a7b1b9"],
  line: ["#dcdfe0", "#313a41"],
  grid: ["#eceeee", "#262e34"],
  accent: ["#1d6b47", "#62c996"],
  warning: ["#7a4a00", "#f0c067"],
  "warning-surface": ["#fdf1d8", "#33290f"],
  heat: ["#0b5d8a", "#58b4e6"],
  other: ["#767f86", "#8d979e"],
  c0: ["#2f6de8", "#4076fa"],
  c1: ["#843207", "#d5642c"],
  c2: ["#12a481", "#33f79d"],
  c3: ["#7c1260", "#bb54a8"],
  c4: ["#ae870f", "#cab60a"],
  c5: ["#60169a", "#a698f2"],
  c6: ["#2399d7", "#68f6fe"],
  c7: ["#6c6567", "#a69ea0"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export const classColours = 8;

/** Custom properties that follow the reader's choice of light or dark. */
export const themeCss = (): string =>
  `:root{${Object.entries(theme)
    .map(([name, [light, dark]]) => `--${name}:light-dark(${light},${dark})`)
    .join(";")}}`;

/** A chart on its own, with its colours written out, for tools that know no custom properties. */
export function inLightColours(svg: string): string {
  const table: Readonly<Record<string, readonly [string, string]>> = theme;
  return svg.replace(/var\(--([a-z0-9-]+)\)/g, (whole, name: string) => table[name]?.[0] ?? whole);
}

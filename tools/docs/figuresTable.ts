import { type Figure, figures } from "../../infra/plan/estimate/figures.ts";

const [begin, end] = ["<!-- figures -->", "<!-- /figures -->"];

/** Puts the model's numbers between the two marks of docs/estimates.md. */
export function withFigures(page: string): string {
  const [before, rest = ""] = page.split(begin);
  const after = rest.split(end)[1] ?? "";
  const rows = Object.entries<Figure>(figures).map(([name, figure]) => {
    const command = figure.standing === "measured" ? `\`${figure.command}\`` : "";
    return `| ${name} | ${figure.value} ${figure.unit} | ${figure.standing} | ${figure.source} | ${command} |`;
  });
  const table = ["| figure | value | standing | source | printed by |", "|---|---|---|---|---|", ...rows].join("\n");
  return `${before}${begin}\n${table}\n${end}${after}`;
}

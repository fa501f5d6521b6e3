import type { Finding } from "../../infra/lifecycle/doctor/check.ts";

const mark = { ok: "✓", failed: "✗", unknown: "–" } as const;

/** A line a check, and under one that is not well what to do. */
export function doctorScreen(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.flatMap(({ name, verdict, found, fix }) => [
    `${mark[verdict]} ${name.padEnd(width)}  ${found.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`,
    ...(fix === undefined || verdict === "ok" ? [] : [`${" ".repeat(width + 4)}→ ${fix}`]),
  ]);
}

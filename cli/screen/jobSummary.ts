import type { JobOutcome } from "../../job/engines/local/runLocalJob.ts";
import type { WrittenReport } from "../../job/results/report/writeReport.ts";
import type { Terminal } from "../terminal.ts";
import { bytes, count, percent, plural } from "./numbers.ts";
import { screeLine } from "./screeLine.ts";
import { shownPath } from "./shownPath.ts";

/** What a finished job made and where, in a few lines; with the report's own summary where there is one. */
export function jobSummary(
  { folder, manifest }: JobOutcome,
  report: WrittenReport | undefined,
  terminal: Terminal,
): string[] {
  const { counts, extractor, pca, weights } = manifest;
  const lines: string[] = [];
  if (pca !== null) {
    const explained = pca.explainedVarianceRatio.reduce((sum, ratio) => sum + ratio, 0);
    const shape = `PCA ${count(extractor.dimension)} → ${plural(pca.components, "component")}`;
    lines.push("", `  ${shape}, ${percent(explained)} of the variance (${pca.solver})`);
    lines.push(...(report?.summary(terminal.columns) ?? [screeLine(pca.explainedVarianceRatio, terminal.columns)]));
  }
  if (weights !== null && !weights.trained)
    lines.push("", "  These weights are not trained: the features say little about what is in the pictures.");

  const place = shownPath(folder, terminal.workingFolder);
  const made: [string, string][] = [
    [`${place}/features/*.parquet`, `${count(counts.features)} × ${count(extractor.dimension)}`],
  ];
  if (report !== undefined) made.unshift([`${place}/report/index.html`, `← open this (${bytes(report.bytes)})`]);
  if (pca !== null) made.push([`${place}/pca/*.parquet`, `${count(counts.features)} × ${count(pca.components)}`]);
  if (counts.rejects > 0)
    made.push([`${place}/rejects/*.parquet`, `${count(counts.rejects)} could not be used, each with its reason`]);
  made.push([`${place}/run.json`, "the spec, digests, versions and timings"]);
  const width = Math.max(...made.map(([path]) => path.length));
  return [...lines, "", ...made.map(([path, text]) => `  ${path.padEnd(width)}   ${text}`)];
}

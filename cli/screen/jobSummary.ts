import { relative } from "node:path";
import type { JobOutcome } from "../../job/engines/local/runLocalJob.ts";
import type { Terminal } from "../terminal.ts";
import { count, percent } from "./numbers.ts";
import { screeLine } from "./screeLine.ts";

/** What a finished job made and where, in a few lines. */
export function jobSummary({ folder, manifest }: JobOutcome, terminal: Terminal): string[] {
  const { counts, extractor, pca, weights } = manifest;
  const place = relative(terminal.workingFolder, folder) || folder;
  const lines: string[] = [];
  if (pca !== null) {
    const explained = pca.explainedVarianceRatio.reduce((sum, ratio) => sum + ratio, 0);
    lines.push(
      "",
      `  PCA ${count(extractor.dimension)} → ${count(pca.components)} components, ${percent(explained)} of the variance (${pca.solver})`,
      screeLine(pca.explainedVarianceRatio, terminal.columns),
    );
  }
  if (weights !== null && !weights.trained)
    lines.push("", "  These weights are not trained: the features say little about what is in the pictures.");
  lines.push("", `  ${place}/features/*.parquet   ${count(counts.features)} × ${count(extractor.dimension)}`);
  if (pca !== null) lines.push(`  ${place}/pca/*.parquet        ${count(counts.features)} × ${count(pca.components)}`);
  if (counts.rejects > 0)
    lines.push(`  ${place}/rejects/*.parquet    ${count(counts.rejects)} could not be used, each with its reason`);
  return [...lines, `  ${place}/run.json`];
}

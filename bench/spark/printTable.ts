import type { Outcome } from "./runContender.ts";

export interface Row {
  readonly name: string;
  readonly outcome: Outcome;
}

/** One Markdown table: what each contender took for so many images. */
export function printTable(images: number, rows: readonly Row[]): void {
  console.log("\n| | start-up | features | images/s | PCA | whole | CPU an image | peak memory |");
  console.log("|---|--:|--:|--:|--:|--:|--:|--:|");
  for (const row of rows) console.log(tableRow(images, row));
}

function tableRow(images: number, { name, outcome }: Row): string {
  if (outcome.kind === "failed") return `| ${name} | failed: ${outcome.why} | | | | | | |`;
  if (outcome.kind === "over the limit") return `| ${name} | | | | | > ${outcome.seconds} s | | |`;
  const { marks, seconds, cpuSeconds, peakMiB } = outcome;
  const features = marks.features - marks.images;
  return `| ${[
    name,
    `${marks.images.toFixed(1)} s`,
    `${features.toFixed(1)} s`,
    (images / features).toFixed(1),
    marks.pca === null ? "" : `${(marks.pca - marks.features).toFixed(1)} s`,
    `${seconds.toFixed(1)} s`,
    `${((1000 * cpuSeconds) / images).toFixed(1)} ms`,
    `${peakMiB.toFixed(0)} MiB`,
  ].join(" | ")} |`;
}

import type { JobSpec } from "../../contract/jobSpec.ts";
import { fitFromStatistics } from "../../pca/fitFromStatistics.ts";
import { fitPca } from "../../pca/fitPca.ts";
import type { RowSource } from "../../pca/matrix.ts";
import type { PcaModel } from "../../pca/pcaModel.ts";
import { mergeStatistics } from "../../pca/statistics/mergeStatistics.ts";
import type { Statistics } from "../../pca/statistics/statistics.ts";
import { decodeStatistics } from "./statisticsBytes.ts";

/** Statistics, each as `encodeStatistics` made it, become one PCA; one of them is in memory at a time, and the sum. */
export async function fitStatistics(summaries: AsyncIterable<Uint8Array>, spec: JobSpec): Promise<PcaModel> {
  const merged = await mergeAll(summaries);
  if (merged === undefined) throw new Error("no statistics came in");
  return fitFromStatistics(merged, choice(spec));
}

/** Rows become a PCA, while there are no more of them than features. */
export const fitRows = (rows: RowSource, spec: JobSpec): Promise<PcaModel> => fitPca(rows, choice(spec));

/** Many statistics become one, in the order they come in. */
export async function mergeAll(summaries: AsyncIterable<Uint8Array>): Promise<Statistics | undefined> {
  let merged: Statistics | undefined;
  for await (const bytes of summaries) {
    const next = decodeStatistics(bytes);
    merged = merged === undefined ? next : mergeStatistics(merged, next);
  }
  return merged;
}

function choice({ components, variance, scale }: JobSpec) {
  return {
    scale,
    ...(components === undefined ? {} : { components }),
    ...(variance === undefined ? {} : { variance }),
  };
}

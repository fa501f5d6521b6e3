import type { RecordBatch } from "apache-arrow";
import type { JobSpec } from "../../../contract/jobSpec.ts";
import { fitFromStatistics } from "../../../pca/fitFromStatistics.ts";
import { fitPca } from "../../../pca/fitPca.ts";
import type { RowBlock } from "../../../pca/matrix.ts";
import type { PcaModel } from "../../../pca/pcaModel.ts";
import { mergeStatistics } from "../../../pca/statistics/mergeStatistics.ts";
import type { Statistics } from "../../../pca/statistics/statistics.ts";
import type { Stage } from "../answerBatches.ts";
import { bytesOf, numbersOf } from "../columnsOf.ts";
import type { PcaPlan } from "../sparkDriver.ts";
import { decodeStatistics } from "../statisticsBytes.ts";
import { summary } from "./statisticsStage.ts";

/** All summaries, in order, become one PCA, which `save` keeps; the answer only accounts for their rows. */
export function fitStage(spec: JobSpec, plan: PcaPlan, save: (model: PcaModel) => Promise<void>): Stage {
  return async function* (batches) {
    let rows = 0;
    const summaries = async function* (): AsyncGenerator<Uint8Array> {
      for await (const batch of batches) {
        rows += numbersOf(batch, "rows").reduce((sum, count) => sum + count, 0);
        yield* bytesOf(batch, "summary");
      }
    };
    const model = plan.keepRows
      ? await fromRows(summaries(), plan.dimension, spec)
      : await fromStatistics(summaries(), spec);
    await save(model);
    yield accountFor(rows);
  };
}

const accountFor = (rows: number): RecordBatch => summary(0, rows, new Uint8Array());

async function fromStatistics(summaries: AsyncIterable<Uint8Array>, spec: JobSpec): Promise<PcaModel> {
  let merged: Statistics | undefined;
  for await (const bytes of summaries) {
    const next = decodeStatistics(bytes);
    merged = merged === undefined ? next : mergeStatistics(merged, next);
  }
  if (merged === undefined) throw new Error("no statistics came in");
  return fitFromStatistics(merged, choice(spec));
}

async function fromRows(summaries: AsyncIterable<Uint8Array>, columns: number, spec: JobSpec): Promise<PcaModel> {
  const source = async function* (): AsyncGenerator<RowBlock> {
    for await (const bytes of summaries) {
      const values = new Float32Array(bytes.slice().buffer);
      yield { rows: values.length / columns, columns, values };
    }
  };
  return fitPca(source, choice(spec));
}

function choice({ components, variance, scale }: JobSpec) {
  return {
    scale,
    ...(components === undefined ? {} : { components }),
    ...(variance === undefined ? {} : { variance }),
  };
}

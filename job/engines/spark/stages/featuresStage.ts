import type { RecordBatch } from "apache-arrow";
import type { JobSpec } from "../../../contract/jobSpec.ts";
import type { FeatureExtractor } from "../../../features/extractor.ts";
import { labelOf } from "../../../images/picturePath.ts";
import { featurizeShard } from "../../featurizeShard.ts";
import { pictureTask } from "../../pictureTask.ts";
import type { Stage } from "../answerBatches.ts";
import { bytesOf, textsOf } from "../columnsOf.ts";
import { float32ListColumn, int32Column, recordBatch, textColumn } from "../recordBatches.ts";

/**
 * Pictures (path under the images folder, and content) become features, row for row: `reason` is null where there are some, and says why where the file is no usable picture.
 */
export function featuresStage(spec: JobSpec, extractor: FeatureExtractor): Stage {
  return async function* (batches) {
    for await (const batch of batches) {
      const paths = textsOf(batch, "path");
      const contents = bytesOf(batch, "content");
      const tasks = paths.map((path, row) => {
        const picture = { path, label: labelOf(path, spec.label) };
        return pictureTask(picture, async () => contents[row]!, extractor.inputSize, spec);
      });
      yield answer(paths, await featurizeShard(tasks, { extractor, batch: spec.batch }));
    }
  };
}

function answer(paths: readonly string[], { block, rejects }: Awaited<ReturnType<typeof featurizeShard>>): RecordBatch {
  const found = new Map(block.rows.map((row) => [row.path, row]));
  const reasons = new Map(rejects.map(({ path, reason }) => [path, reason]));
  const rows = paths.map((path) => found.get(path));
  return recordBatch([
    textColumn("path", paths),
    textColumn(
      "label",
      rows.map((row) => row?.label ?? null),
    ),
    int32Column(
      "width",
      rows.map((row) => row?.width ?? 0),
    ),
    int32Column(
      "height",
      rows.map((row) => row?.height ?? 0),
    ),
    // Usable pictures keep their order, so the block's values are already those of the rows that have some.
    float32ListColumn(
      "features",
      rows.map((row) => (row === undefined ? 0 : block.dimension)),
      block.values,
    ),
    textColumn(
      "reason",
      paths.map((path) => reasons.get(path) ?? null),
    ),
  ]);
}

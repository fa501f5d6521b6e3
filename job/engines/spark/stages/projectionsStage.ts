import type { PcaModel } from "../../../pca/pcaModel.ts";
import { projector } from "../../../pca/projector.ts";
import { chosenKernel } from "../../../pca/kernel/chosenKernel.ts";
import type { Stage } from "../answerBatches.ts";
import { float32ListsOf, nullableTextsOf, textsOf } from "../columnsOf.ts";
import { float32ListColumn, recordBatch, textColumn } from "../recordBatches.ts";

/** Rows of features become their projections, row for row. */
export function projectionsStage(model: PcaModel): Stage {
  const { rows: components, columns: dimension } = model.components;
  return async function* (batches) {
    const project = projector(model, chosenKernel(1));
    for await (const batch of batches) {
      const values = float32ListsOf(batch, "features", dimension);
      const projected = await project({ rows: batch.numRows, columns: dimension, values });
      yield recordBatch([
        textColumn("path", textsOf(batch, "path")),
        textColumn("label", nullableTextsOf(batch, "label")),
        float32ListColumn(
          "pca",
          Array.from({ length: batch.numRows }, () => components),
          Float32Array.from(projected),
        ),
      ]);
    }
  };
}

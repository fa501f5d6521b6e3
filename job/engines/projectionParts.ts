import type { MatrixKernel } from "../pca/kernel/matrixKernel.ts";
import type { PcaModel } from "../pca/pcaModel.ts";
import { projector } from "../pca/projector.ts";
import type { FeatureTable } from "../results/featureTable.ts";
import type { ProjectionBlock } from "../results/projectionsParquet.ts";

/** What a part holds at most: numbers (32 MiB of float32) and rows. */
const partLimits = { values: 8 << 20, rows: 20_000 };

export interface ProjectionOptions {
  readonly onProgress: (rows: number) => void;
  /** Chosen by shape where absent. */
  readonly kernel?: MatrixKernel;
  readonly limits?: typeof partLimits;
}

/** The projections of a feature table, cut into parts by row count alone: the same for any blocks or shards. */
export async function* projectionParts(
  features: FeatureTable,
  model: PcaModel,
  { onProgress, kernel, limits = partLimits }: ProjectionOptions,
): AsyncGenerator<ProjectionBlock> {
  const components = model.components.rows;
  const capacity = Math.max(1, Math.min(limits.rows, features.rows, Math.floor(limits.values / components)));
  const project = projector(model, kernel);
  let part = emptyPart(capacity, components);
  let done = 0;
  for await (const block of features.blocks()) {
    const rows = block.paths.length;
    const projected = await project({ rows, columns: block.dimension, values: block.values });
    for (let row = 0; row < rows;) {
      const taken = Math.min(rows - row, capacity - part.paths.length);
      part.values.set(projected.subarray(row * components, (row + taken) * components), part.paths.length * components);
      part.paths.push(...block.paths.slice(row, row + taken));
      part.labels.push(...block.labels.slice(row, row + taken));
      row += taken;
      if (part.paths.length < capacity) continue;
      yield part;
      part = emptyPart(capacity, components);
    }
    done += rows;
    onProgress(done);
  }
  if (part.paths.length > 0) yield { ...part, values: part.values.subarray(0, part.paths.length * components) };
}

function emptyPart(rows: number, components: number) {
  const paths: string[] = [];
  const labels: (string | null)[] = [];
  return { paths, labels, components, values: new Float32Array(rows * components) };
}

import { encodeParquet, float32ListColumn, nullableTextColumn, textColumn } from "./parquet/encodeParquet.ts";

/** Consecutive rows of projections: row i owns values[i * components .. (i + 1) * components]. */
export interface ProjectionBlock {
  readonly paths: readonly string[];
  readonly labels: readonly (string | null)[];
  readonly components: number;
  readonly values: Float32Array;
}

/** `pca/*.parquet`: path, label (nullable), pca (list<float>, k each). */
export function encodeProjections({ paths, labels, components, values }: ProjectionBlock): Uint8Array {
  return encodeParquet(
    [
      textColumn("path", paths),
      nullableTextColumn("label", labels),
      float32ListColumn("pca", paths.length, components, values),
    ],
    paths.length,
    4 * components + 64,
  );
}

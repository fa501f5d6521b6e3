import type { FeatureBlock } from "./featureRow.ts";
import {
  encodeParquet,
  float32ListColumn,
  int32Column,
  nullableTextColumn,
  textColumn,
} from "./parquet/encodeParquet.ts";

/** `features/*.parquet`: path, label (nullable), width, height (int32), features (list<float>, d each). */
export function encodeFeatures({ rows, dimension, values }: FeatureBlock): Uint8Array {
  return encodeParquet(
    [
      textColumn(
        "path",
        rows.map(({ path }) => path),
      ),
      nullableTextColumn(
        "label",
        rows.map(({ label }) => label),
      ),
      int32Column(
        "width",
        rows.map(({ width }) => width),
      ),
      int32Column(
        "height",
        rows.map(({ height }) => height),
      ),
      float32ListColumn("features", rows.length, dimension, values),
    ],
    rows.length,
    4 * dimension + 64,
  );
}

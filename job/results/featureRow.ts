/** One image's row in `features/*.parquet`. */
export interface FeatureRow {
  /** Relative to the images folder, `/` between parts. */
  readonly path: string;
  /** Name of the parent folder, or null where labels are off. */
  readonly label: string | null;
  /** Of the original picture, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Rows of features as they are written and read back: rows[i] owns values[i * dimension .. (i + 1) * dimension]. */
export interface FeatureBlock {
  readonly rows: readonly FeatureRow[];
  readonly dimension: number;
  readonly values: Float32Array;
}

/** One unusable file's row in `rejects/*.parquet`. */
export interface RejectRow {
  readonly path: string;
  readonly reason: string;
}

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** Every compression a Parquet page may have; Node's own where it has one. */
export const codecs: Compressors = {
  ...compressors,
  BROTLI: (page) => brotliDecompressSync(page),
  GZIP: (page) => gunzipSync(page),
  ZSTD: (page) => zstdDecompressSync(page),
};

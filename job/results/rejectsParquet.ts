import type { RejectRow } from "./featureRow.ts";
import { encodeParquet, textColumn } from "./parquet/encodeParquet.ts";

/** `rejects/*.parquet`: path, reason. */
export function encodeRejects(rejects: readonly RejectRow[]): Uint8Array {
  return encodeParquet(
    [
      textColumn(
        "path",
        rejects.map(({ path }) => path),
      ),
      textColumn(
        "reason",
        rejects.map(({ reason }) => reason),
      ),
    ],
    rejects.length,
    256,
  );
}

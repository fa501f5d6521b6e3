import { stringify } from "csv-stringify/sync";
import type { FeatureTableBlock } from "./featureTable.ts";

/**
 * Projections as UTF-8 CSV (RFC 4180, CRLF), a chunk a block: `path,label,pca_1,…,pca_k`. Numbers have as many digits
 * as give the same float32 back. Texts are exact: a path that starts with = is not disarmed for spreadsheets.
 */
export async function* projectionsCsv(
  blocks: AsyncIterable<FeatureTableBlock>,
  components: number,
): AsyncGenerator<Uint8Array> {
  const names = Array.from({ length: components }, (_, i) => `pca_${i + 1}`);
  yield csvLines([["path", "label", ...names]]);
  for await (const { paths, labels, values } of blocks)
    yield csvLines(paths.map((path, row) => [path, labels[row] ?? ""].concat(numbersOf(values, row, components))));
}

function numbersOf(values: FeatureTableBlock["values"], row: number, components: number): string[] {
  return Array.from(values.subarray(row * components, (row + 1) * components), float32Text);
}

function csvLines(records: string[][]): Uint8Array {
  return new TextEncoder().encode(stringify(records, { record_delimiter: "windows" }));
}

/** Seven digits where they distinguish the float32, at most nine (which always do). */
function float32Text(value: number): string {
  for (const digits of [7, 8]) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

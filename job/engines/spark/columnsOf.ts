import type { RecordBatch, Vector } from "apache-arrow";

/** A column the bridge promises; its absence is a defect of the driver's. */
export function columnOf(batch: RecordBatch, name: string): Vector {
  const column = batch.getChild(name);
  if (column === null) throw new Error(`the batch has no column ${name}: ${batch.schema.names.join(", ")}`);
  return column;
}

export const textsOf = (batch: RecordBatch, name: string): string[] => Array.from(columnOf(batch, name), String);

export const nullableTextsOf = (batch: RecordBatch, name: string): (string | null)[] =>
  Array.from(columnOf(batch, name), (value: string | null) => value);

export const numbersOf = (batch: RecordBatch, name: string): number[] => Array.from(columnOf(batch, name), Number);

/** Views of the batch's own memory. */
export function bytesOf(batch: RecordBatch, name: string): Uint8Array[] {
  return Array.from(columnOf(batch, name), (value: unknown) => {
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`the column ${name} holds no bytes`);
  });
}

/** The values of a column of float32 lists, row after row. @throws Error where a row has another length than d */
export function float32ListsOf(batch: RecordBatch, name: string, d: number): Float32Array {
  const values = new Float32Array(batch.numRows * d);
  for (const [row, list] of Array.from(columnOf(batch, name)).entries()) {
    const found: unknown = list === null ? null : list.toArray();
    if (!(found instanceof Float32Array) || found.length !== d)
      throw new Error(`row ${row} of ${name} is not ${d} float32 values`);
    values.set(found, row * d);
  }
  return values;
}

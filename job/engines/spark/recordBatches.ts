import {
  Binary,
  type Data,
  type DataType,
  Field,
  Float32,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from "apache-arrow";

/** A column of a record batch to be. */
export interface Column {
  readonly field: Field;
  readonly data: Data;
}

export const textColumn = (name: string, values: readonly (string | null)[]): Column =>
  column(name, new Utf8(), values.length, vectorFromArray(values, new Utf8()).data[0]);

export const int32Column = (name: string, values: readonly (number | null)[]): Column =>
  column(name, new Int32(), values.length, vectorFromArray(values, new Int32()).data[0]);

export const int64Column = (name: string, values: readonly number[]): Column =>
  column(name, new Int64(), values.length, vectorFromArray(values.map(BigInt), new Int64()).data[0]);

export const binaryColumn = (name: string, values: readonly Uint8Array[]): Column =>
  column(name, new Binary(), values.length, vectorFromArray(values, new Binary()).data[0]);

/**
 * Lists of float32, row after row in `values`; `lengths[i]` is 0 for a row that has none.
 * Spark takes no list of fixed size from Arrow, so these are lists of any length.
 */
export function float32ListColumn(name: string, lengths: readonly number[], values: Float32Array): Column {
  const type = new List(new Field("element", new Float32(), false));
  const valueOffsets = new Int32Array(lengths.length + 1);
  for (const [row, length] of lengths.entries()) valueOffsets[row + 1] = valueOffsets[row]! + length;
  const child = makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values });
  return { field: new Field(name, type, false), data: makeData({ type, length: lengths.length, valueOffsets, child }) };
}

export function recordBatch(columns: readonly Column[]): RecordBatch {
  const schema = new Schema(columns.map(({ field }) => field));
  const length = columns[0]?.data.length ?? 0;
  const children = columns.map(({ data }) => data);
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

function column(name: string, type: DataType, length: number, data: Data | undefined): Column {
  return { field: new Field(name, type, true), data: data ?? makeData({ type, length, nullCount: 0 }) };
}

import * as arrow from "apache-arrow";
import { Compression, EnabledStatistics, Encoding, Table, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";

/** One column of a Parquet file to be: its name and nullability, and its values as Arrow holds them. */
export interface ParquetColumn {
  readonly field: arrow.Field;
  readonly data: arrow.Data;
}

export function textColumn(name: string, values: readonly string[]): ParquetColumn {
  return column(name, false, new arrow.Utf8(), values);
}

export function nullableTextColumn(name: string, values: readonly (string | null)[]): ParquetColumn {
  return column(name, true, new arrow.Utf8(), values);
}

export function int32Column(name: string, values: readonly number[]): ParquetColumn {
  return column(name, false, new arrow.Int32(), values);
}

/** Rows of `length` float32 each, as a required list of required elements. `values`: row-major. */
export function float32ListColumn(name: string, rows: number, length: number, values: Float32Array): ParquetColumn {
  if (values.length !== rows * length)
    throw new RangeError(`${name}: ${values.length} values for ${rows} rows of ${length}`);
  const type = new arrow.List(new arrow.Field("element", new arrow.Float32(), false));
  const child = arrow.makeData({ type: new arrow.Float32(), length: values.length, nullCount: 0, data: values });
  const valueOffsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * length);
  return {
    field: new arrow.Field(name, type, false),
    data: arrow.makeData({ type, length: rows, nullCount: 0, valueOffsets, child }),
  };
}

/** Size of a row group's values before compression: small enough to stream, large enough to scan fast. */
const rowGroupBytes = 8 << 20;

/**
 * Columns of the same number of rows as the bytes of a Parquet file: the same columns always give the same bytes.
 * @param rowBytes about how much one row takes; row groups are cut by it.
 */
export function encodeParquet(columns: readonly ParquetColumn[], rows: number, rowBytes: number): Uint8Array {
  const schema = new arrow.Schema(columns.map(({ field }) => field));
  const children = columns.map(({ data }) => data);
  const type = new arrow.Struct(schema.fields);
  const batch = new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows, nullCount: 0, children }));
  const table = Table.fromIPCStream(arrow.tableToIPC(new arrow.Table([batch]), "stream"));
  return writeParquet(table, writerProperties(columns, Math.max(1, Math.floor(rowGroupBytes / rowBytes))));
}

/** Numbers: plain, without statistics (nobody filters on a feature). Texts: dictionary and statistics. */
function writerProperties(columns: readonly ParquetColumn[], rowGroupRows: number) {
  let properties = new WriterPropertiesBuilder()
    .setCreatedBy("verger")
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(rowGroupRows)
    .setDictionaryEnabled(false)
    .setEncoding(Encoding.PLAIN)
    .setStatisticsEnabled(EnabledStatistics.None);
  for (const { field } of columns) {
    if (!arrow.DataType.isUtf8(field.type)) continue;
    properties = properties
      .setColumnDictionaryEnabled(field.name, true)
      .setColumnStatisticsEnabled(field.name, EnabledStatistics.Chunk);
  }
  return properties.build();
}

function column<T extends arrow.Utf8 | arrow.Int32>(
  name: string,
  nullable: boolean,
  type: T,
  values: readonly (T["TValue"] | null)[],
): ParquetColumn {
  const [data] = arrow.vectorFromArray(values, type).data;
  return {
    field: new arrow.Field(name, type, nullable),
    data: data ?? arrow.makeData({ type, length: 0, nullCount: 0 }),
  };
}

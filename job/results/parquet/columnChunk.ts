import type { ColumnMetaData, SchemaTree } from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import type { readDataPageV2 } from "hyparquet/src/datapage.js";
import { codecs } from "./codecs.ts";
import type { ParquetFile } from "./parquetFile.ts";

/** What hyparquet needs to know to decode the pages of a column chunk. */
export type ColumnDecoder = Parameters<typeof readDataPageV2>[2];

/** One column of one row group, and how its pages are decoded. */
export interface ColumnChunk {
  readonly metadata: ColumnMetaData;
  readonly decoder: ColumnDecoder;
}

/** @param path from the root of the schema to the leaf. @throws RangeError where the row group lacks the column. */
export function columnChunk(file: ParquetFile, rowGroup: number, path: SchemaTree[]): ColumnChunk {
  const pathInSchema = path.slice(1).map(({ element }) => element.name);
  const wanted = pathInSchema.join("\0");
  const metadata = file.metadata.row_groups[rowGroup]?.columns.find(
    (column) => column.meta_data?.path_in_schema.join("\0") === wanted,
  )?.meta_data;
  const element = path.at(-1)?.element;
  if (metadata === undefined || element === undefined) throw new RangeError("its column chunk is missing");
  const { type, codec } = metadata;
  const decoder = {
    pathInSchema,
    type,
    element,
    schemaPath: path,
    codec,
    parsers: DEFAULT_PARSERS,
    compressors: codecs,
  };
  return { metadata, decoder };
}

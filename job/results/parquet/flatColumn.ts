import type { SchemaTree } from "hyparquet";
import { decompressPage, readDataPage, readDataPageV2 } from "hyparquet/src/datapage.js";
import { codecs } from "./codecs.ts";
import { type ColumnChunk, columnChunk } from "./columnChunk.ts";
import { columnPages, type DataPage } from "./columnPages.ts";
import type { ParquetFile } from "./parquetFile.ts";

/** A value of a flat column as it is stored: texts are bytes. */
type Stored = Uint8Array | number | bigint | boolean;

/** Reads a column that is one value a row, some rows at a time. */
export interface FlatColumnReader {
  /** The next `rows` values. @throws RangeError where the row group has fewer. */
  take(rows: number): Promise<(Stored | null)[]>;
}

/** The path from the root to the flat column of this name and one of these types, or undefined. */
export function flatColumnPath(schema: SchemaTree, name: string, types: readonly string[]): SchemaTree[] | undefined {
  const column = schema.children.find(({ element }) => element.name === name);
  const flat = column?.children.length === 0 && column.element.repetition_type !== "REPEATED";
  return flat && types.includes(column.element.type ?? "") ? [schema, column] : undefined;
}

export function flatColumn(file: ParquetFile, rowGroup: number, path: SchemaTree[]): FlatColumnReader {
  const chunk = columnChunk(file, rowGroup, path);
  const pages = columnPages(file, chunk);
  let ready: (Stored | null)[] = [];
  let used = 0;
  return {
    async take(rows) {
      const taken: (Stored | null)[] = [];
      while (taken.length < rows) {
        if (used === ready.length) {
          const next = await pages.next();
          if (next.done === true)
            throw new RangeError(`column ${path.at(-1)?.element.name} has fewer rows than others`);
          ready = pageValues(next.value, chunk);
          used = 0;
        }
        const next = ready.slice(used, used + rows - taken.length);
        for (const value of next) taken.push(value);
        used += next.length;
      }
      return taken;
    },
  };
}

function pageValues({ header, bytes, dictionary }: DataPage, { decoder }: ColumnChunk): (Stored | null)[] {
  const v1 = header.data_page_header;
  const encoding = (v1 ?? header.data_page_header_v2)?.encoding ?? "PLAIN";
  const page =
    v1 === undefined
      ? readDataPageV2(bytes, header, decoder)
      : readDataPage(decompressPage(bytes, header.uncompressed_page_size, decoder.codec, codecs), v1, decoder);
  const stored = page.dataPage as ArrayLike<Stored>;
  const present: ArrayLike<Stored> =
    dictionary !== undefined && encoding.endsWith("_DICTIONARY")
      ? Array.from(stored, (index) => (dictionary as ArrayLike<Stored>)[Number(index)]!)
      : stored;
  const levels = page.definitionLevels;
  if (levels === undefined || levels.length === 0) return Array.from(present);
  let next = 0;
  return Array.from(levels, (level) => (level === 0 ? null : present[next++]!));
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The values of a text column. */
export function texts(values: readonly (Stored | null)[]): (string | null)[] {
  return values.map((value) => (value instanceof Uint8Array ? decoder.decode(value) : null));
}

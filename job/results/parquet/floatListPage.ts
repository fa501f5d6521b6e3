import type { DecodedArray } from "hyparquet";
import { decompressPage } from "hyparquet/src/datapage.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { codecs } from "./codecs.ts";
import type { ColumnChunk } from "./columnChunk.ts";
import { type DataPage, viewOf } from "./columnPages.ts";
import type { FloatListColumn } from "./floatListColumn.ts";
import type { FloatRoom, FloatType } from "./floatRoom.ts";
import { levelRuns } from "./levelRuns.ts";

/** Levels and numbers of a page. Runs are [level, length, …]; a repetition level of 0 starts a row. */
export interface FloatListPage {
  readonly repetition: readonly number[];
  readonly definition: readonly number[];
  /** The numbers that are there, as they lie in memory, at any address: nulls have a level and no number. */
  readonly numbers: Uint8Array;
}

/**
 * Decodes a page of a list column, to be read before the next.
 * @throws RangeError or Error where it is damaged or uses an unknown encoding
 */
export function floatListPage(
  page: DataPage,
  column: FloatListColumn,
  { decoder }: ColumnChunk,
  room: FloatRoom,
): FloatListPage {
  const { maxDefinition } = column;
  const { count, encoding, repetition, definition, values } = pageParts(page, maxDefinition, (bytes, length) =>
    uncompressed(bytes, length, decoder.codec, room),
  );
  const definitionRuns = maxDefinition === 0 ? [0, count] : levelRuns(definition, count, maxDefinition);
  let present = 0;
  for (let i = 0; i < definitionRuns.length; i += 2)
    if (definitionRuns[i] === maxDefinition) present += definitionRuns[i + 1]!;
  return {
    repetition: levelRuns(repetition, count, 1),
    definition: definitionRuns,
    numbers: encoding.endsWith("_DICTIONARY")
      ? bytesIn(room.dictionaryNumbers.of(values, present, asFloats(page.dictionary)))
      : numbers(values, encoding, present, column.type),
  };
}

/** Where the parts of a page are: the two versions of data pages differ in nothing else. */
function pageParts(
  { header, bytes }: DataPage,
  maxDefinition: number,
  uncompress: (bytes: Uint8Array, length: number) => Uint8Array,
) {
  const v2 = header.data_page_header_v2;
  if (v2 !== undefined) {
    const repetitionEnd = v2.repetition_levels_byte_length;
    const levelsEnd = repetitionEnd + v2.definition_levels_byte_length;
    const values = bytes.subarray(levelsEnd);
    return {
      count: v2.num_values,
      encoding: v2.encoding,
      repetition: bytes.subarray(0, repetitionEnd),
      definition: bytes.subarray(repetitionEnd, levelsEnd),
      values: v2.is_compressed === false ? values : uncompress(values, header.uncompressed_page_size - levelsEnd),
    };
  }
  const v1 = header.data_page_header;
  if (v1 === undefined) throw new RangeError("a page has no header of a known version");
  if (v1.repetition_level_encoding !== "RLE" || (maxDefinition > 0 && v1.definition_level_encoding !== "RLE"))
    throw new RangeError(`levels are encoded as ${v1.repetition_level_encoding}, which no writer has used for years`);
  const page = uncompress(bytes, header.uncompressed_page_size);
  const repetition = withLength(page);
  const definition = maxDefinition === 0 ? repetition.rest.subarray(0, 0) : withLength(repetition.rest);
  const [levels, values] =
    definition instanceof Uint8Array ? [definition, repetition.rest] : [definition.part, definition.rest];
  return { count: v1.num_values, encoding: v1.encoding, repetition: repetition.part, definition: levels, values };
}

/** Bytes of a page as they were before they were compressed, to be read before the next page. */
function uncompressed(
  bytes: Uint8Array,
  length: number,
  codec: ColumnChunk["decoder"]["codec"],
  { snappyPages }: FloatRoom,
): Uint8Array {
  if (length < 0) throw new RangeError("levels reach beyond their page");
  // Where every row is null there may be nothing at all, which no codec takes for compressed.
  if (length === 0 && bytes.length === 0) return bytes;
  return codec === "SNAPPY" ? snappyPages.uncompress(bytes, length) : decompressPage(bytes, length, codec, codecs);
}

/** Bytes that begin with their length in four. */
function withLength(bytes: Uint8Array): { part: Uint8Array; rest: Uint8Array } {
  const end = 4 + viewOf(bytes).getUint32(0, true);
  if (end > bytes.length) throw new RangeError("levels reach beyond their page");
  return { part: bytes.subarray(4, end), rest: bytes.subarray(end) };
}

const bytesOf = { FLOAT: Float32Array.BYTES_PER_ELEMENT, DOUBLE: Float64Array.BYTES_PER_ELEMENT };

function numbers(bytes: Uint8Array, encoding: string, count: number, type: FloatType): Uint8Array {
  if (count === 0) return bytes.subarray(0, 0);
  switch (encoding) {
    case "PLAIN": {
      const length = count * bytesOf[type];
      if (length > bytes.length) throw new RangeError("numbers reach beyond their page");
      return bytes.subarray(0, length);
    }
    case "BYTE_STREAM_SPLIT":
      return bytesIn(asFloats(byteStreamSplit({ view: viewOf(bytes), offset: 0 }, count, type, undefined)));
    default:
      throw new RangeError(`numbers are encoded as ${encoding}, which is not known for lists of numbers`);
  }
}

function bytesIn({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function asFloats(values: DecodedArray | undefined): Float32Array | Float64Array {
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  throw new RangeError("numbers are missing");
}

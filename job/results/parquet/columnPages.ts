import type { DecodedArray, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { readPlain } from "hyparquet/src/plain.js";
import { codecs } from "./codecs.ts";
import type { ColumnChunk, ColumnDecoder } from "./columnChunk.ts";
import type { ParquetFile } from "./parquetFile.ts";
import type { SnappyPages } from "./snappyPages.ts";

/** A data page as it lies in the file, with the dictionary of its column chunk. */
export interface DataPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
  readonly dictionary: DecodedArray | undefined;
}

const readAhead = 4 << 20;

/** No writer makes pages this large; a header that says so is damaged or hostile. */
const largestPage = 1 << 30;

/** Memory that is used again: what was last asked of each of these is gone with the next. */
export interface PageRoom {
  bytes(length: number): Uint8Array;
  /** Uncompresses dictionaries in Snappy's format. */
  readonly snappyDictionaries: SnappyPages;
}

/**
 * The data pages of a column chunk in order, fetched a few at a time: memory follows the page size, not the chunk. With
 * a `room` each page is to be read before the next is asked for, and a dictionary before the next column chunk.
 */
export async function* columnPages(
  file: ParquetFile,
  { metadata, decoder }: ColumnChunk,
  room?: PageRoom,
): AsyncGenerator<DataPage> {
  const window = chunkWindow(file, metadata, room);
  let dictionary: DecodedArray | undefined;
  let values = 0;
  while (values < Number(metadata.num_values)) {
    const header = await nextHeader(window);
    const { type, compressed_page_size: size, uncompressed_page_size: uncompressed } = header;
    if (!(size >= 0 && size <= largestPage && uncompressed >= 0 && uncompressed <= largestPage))
      throw new RangeError(`a page says it has ${size} bytes, ${uncompressed} uncompressed`);
    const bytes = await window.take(size);
    if (type === "DICTIONARY_PAGE") dictionary = readDictionary(header, bytes, decoder, room);
    else if (type === "DATA_PAGE" || type === "DATA_PAGE_V2") {
      values += (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
      if (values > Number(metadata.num_values)) throw new RangeError("its pages hold more values than its footer says");
      yield { header, bytes, dictionary };
    }
  }
}

/** A view of the part of the file that holds a column chunk, moved forward as it is consumed. */
function chunkWindow(file: ParquetFile, metadata: ColumnChunk["metadata"], room: PageRoom | undefined) {
  let offset = Number(metadata.dictionary_page_offset || metadata.data_page_offset);
  const end = offset + Number(metadata.total_compressed_size);
  let bytes: Uint8Array = new Uint8Array(0);

  return {
    /** Bytes of the chunk that are still to come. */
    left: () => end - offset,
    /** The next bytes, at least `length` of them, without moving on. */
    async peek(length: number): Promise<Uint8Array> {
      if (length > end - offset) throw new RangeError("a page reaches beyond its column chunk");
      if (bytes.length < length) {
        const next = Math.min(end - offset, Math.max(length, readAhead));
        bytes = await file.storage.readRange(file.path, offset, offset + next, room?.bytes(next));
      }
      return bytes;
    },
    async take(length: number): Promise<Uint8Array> {
      const taken = (await this.peek(length)).subarray(0, length);
      bytes = bytes.subarray(length);
      offset += length;
      return taken;
    },
  };
}

/** A header does not say how long it is: it is parsed from more and more bytes until it fits. */
async function nextHeader(window: ReturnType<typeof chunkWindow>): Promise<PageHeader> {
  for (let length = 1 << 10; ; length *= 8) {
    const bytes = await window.peek(Math.min(length, window.left()));
    const reader = { view: viewOf(bytes), offset: 0 };
    try {
      const header = parquetHeader(reader);
      await window.take(reader.offset);
      return header;
    } catch (error) {
      if (bytes.length >= window.left()) throw error;
    }
  }
}

function readDictionary(
  header: PageHeader,
  bytes: Uint8Array,
  { codec, type, element }: ColumnDecoder,
  room: PageRoom | undefined,
): DecodedArray {
  const length = header.uncompressed_page_size;
  // Numbers may stay where they are, and pages that follow would be read over them.
  const own = codec === "UNCOMPRESSED" ? bytes.slice() : bytes;
  const page =
    codec === "SNAPPY" && room !== undefined
      ? room.snappyDictionaries.uncompress(own, length)
      : decompressPage(own, length, codec, codecs);
  const count = header.dictionary_page_header?.num_values ?? 0;
  return readPlain({ view: viewOf(page), offset: 0 }, type, count, element.type_length);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

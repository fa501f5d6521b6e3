import type { DecodedArray, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { readPlain } from "hyparquet/src/plain.js";
import { codecs } from "./codecs.ts";
import type { ColumnChunk, ColumnDecoder } from "./columnChunk.ts";
import type { ParquetFile } from "./parquetFile.ts";

/** A data page as it lies in the file, with the dictionary of its column chunk. */
export interface DataPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
  readonly dictionary: DecodedArray | undefined;
}

const readAhead = 4 << 20;

/** No writer makes pages this large; a header that says so is damaged or hostile. */
const largestPage = 1 << 30;

/** Memory for so many bytes; the last ones asked for are gone. */
export type Memory = (bytes: number) => Uint8Array;

/**
 * The data pages of a column chunk in order, fetched a few at a time: memory follows the page size, not the chunk. With
 * `memory` each page is to be read before the next is asked for.
 */
export async function* columnPages(
  file: ParquetFile,
  { metadata, decoder }: ColumnChunk,
  memory?: Memory,
): AsyncGenerator<DataPage> {
  const window = chunkWindow(file, metadata, memory);
  let dictionary: DecodedArray | undefined;
  let values = 0;
  while (values < Number(metadata.num_values)) {
    const header = await nextHeader(window);
    const { type, compressed_page_size: size, uncompressed_page_size: uncompressed } = header;
    if (!(size >= 0 && size <= largestPage && uncompressed >= 0 && uncompressed <= largestPage))
      throw new RangeError(`a page says it has ${size} bytes, ${uncompressed} uncompressed`);
    const bytes = await window.take(size);
    if (type === "DICTIONARY_PAGE") dictionary = readDictionary(header, bytes, decoder);
    else if (type === "DATA_PAGE" || type === "DATA_PAGE_V2") {
      values += (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
      if (values > Number(metadata.num_values)) throw new RangeError("its pages hold more values than its footer says");
      yield { header, bytes, dictionary };
    }
  }
}

/** A view of the part of the file that holds a column chunk, moved forward as it is consumed. */
function chunkWindow(file: ParquetFile, metadata: ColumnChunk["metadata"], memory: Memory | undefined) {
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
        bytes = await file.storage.readRange(file.path, offset, offset + next, memory?.(next));
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

function readDictionary(header: PageHeader, bytes: Uint8Array, decoder: ColumnDecoder): DecodedArray {
  // Numbers may stay where they are, and pages that follow would be read over them.
  const own = decoder.codec === "UNCOMPRESSED" ? bytes.slice() : bytes;
  const page = decompressPage(own, header.uncompressed_page_size, decoder.codec, codecs);
  const count = header.dictionary_page_header?.num_values ?? 0;
  return readPlain({ view: viewOf(page), offset: 0 }, decoder.type, count, decoder.element.type_length);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

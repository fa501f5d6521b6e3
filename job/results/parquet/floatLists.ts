import { columnChunk } from "./columnChunk.ts";
import { columnPages } from "./columnPages.ts";
import type { FloatListColumn } from "./floatListColumn.ts";
import { type FloatListPage, floatListPage } from "./floatListPage.ts";
import { FloatRoom } from "./floatRoom.ts";
import type { ParquetFile } from "./parquetFile.ts";
import { RowShape } from "./rowShape.ts";

/** Numbers (4 or 8 MiB) and rows of one block at most. */
const blockValues = 1 << 20;
const blockRows = 1 << 14;

/** Whole rows, one after the other. */
export interface FloatLists {
  readonly values: Float32Array | Float64Array;
  readonly areFinite: boolean;
}

/**
 * The rows of a list column in one row group, `dimension` numbers each, in blocks of whole rows.
 * A block given out is reused: read it before asking for the next.
 * @param rowsBefore rows of the file before this row group
 * @param room memory, for one row group after the other
 * @throws InputError for a row that is not `dimension` numbers, RangeError where the file is damaged.
 */
export async function* floatLists(
  file: ParquetFile,
  rowGroup: number,
  column: FloatListColumn,
  dimension: number,
  rowsBefore: number,
  room: FloatRoom,
): AsyncGenerator<FloatLists> {
  const where = (row: number) => `${file.storage.locate(file.path)}, row ${row}: ${column.name}`;
  const shape = new RowShape(dimension, column.maxDefinition, rowsBefore, where);
  const capacity = dimension * Math.max(1, Math.min(blockRows, Math.floor(blockValues / dimension)));
  let left = Number(file.metadata.row_groups[rowGroup]?.num_rows ?? 0) * dimension;
  const { values, bytes, areFinite } = room.block(column.type, Math.min(capacity, left));
  const bytesEach = values.BYTES_PER_ELEMENT;
  let filled = 0;
  for await (const page of pagesOf(file, rowGroup, column, room)) {
    shape.check(page);
    const count = page.numbers.length / bytesEach;
    if (count > left) throw new RangeError("it has more rows than the footer says");
    for (let taken = 0; taken < count;) {
      const whole = Math.min(capacity, filled + left);
      const next = Math.min(count - taken, whole - filled);
      bytes.set(page.numbers.subarray(taken * bytesEach, (taken + next) * bytesEach), filled * bytesEach);
      taken += next;
      filled += next;
      left -= next;
      if (filled < whole) continue;
      yield { values: values.subarray(0, filled), areFinite: areFinite(filled) };
      filled = 0;
    }
  }
  shape.end();
  if (left > 0) throw new RangeError("it has fewer rows than the footer says");
}

/** How many numbers the first row of a row group has: 0 where that row is null or empty. */
export async function firstRowLength(file: ParquetFile, rowGroup: number, column: FloatListColumn): Promise<number> {
  let length = 0;
  for await (const { repetition, definition } of pagesOf(file, rowGroup, column, new FloatRoom())) {
    if (length === 0 && definition[0] !== column.maxDefinition) return 0;
    for (let i = 0; i < repetition.length; i += 2) {
      const run = repetition[i + 1]!;
      if (repetition[i] === 1) length += run;
      else if (length > 0) return length;
      else if (run > 1) return 1;
      else length = 1;
    }
  }
  return length;
}

async function* pagesOf(
  file: ParquetFile,
  rowGroup: number,
  column: FloatListColumn,
  room: FloatRoom,
): AsyncGenerator<FloatListPage> {
  const chunk = columnChunk(file, rowGroup, column.path);
  const pages = columnPages(file, chunk, room);
  for await (const page of pages) yield floatListPage(page, column, chunk, room);
}

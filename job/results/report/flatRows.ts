import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { z } from "zod";
import { InputError } from "../../contract/errors.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * Rows of some columns of Parquet files, checked by a schema whose keys are the columns; the other columns (the
 * features themselves) are not read.
 * @throws InputError where a file is damaged or lacks a column
 */
export async function flatRows<S extends z.ZodObject>(
  storage: Storage,
  files: readonly string[],
  schema: S,
): Promise<z.output<S>[]> {
  const all: z.output<S>[] = [];
  for (const path of files) {
    const bytes = (await storage.size(path)) ?? 0;
    try {
      const rows = await parquetReadObjects({
        file: {
          byteLength: bytes,
          slice: async (start, end = bytes) => Uint8Array.from(await storage.readRange(path, start, end)).buffer,
        },
        columns: Object.keys(schema.shape),
        compressors,
      });
      for (const row of rows) all.push(schema.parse(row));
    } catch (error) {
      throw new InputError(
        `${storage.locate(path)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        "Copy the whole run folder again, or run the job again.",
        { cause: error },
      );
    }
  }
  return all;
}

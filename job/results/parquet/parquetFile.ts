import { type FileMetaData, parquetMetadataAsync, parquetSchema, type SchemaTree } from "hyparquet";
import { InputError, VergerError } from "../../contract/errors.ts";
import type { Storage } from "../../storage/storage.ts";

/** A Parquet file whose footer has been read; its pages are read as they are needed. */
export interface ParquetFile {
  readonly storage: Storage;
  readonly path: string;
  readonly metadata: FileMetaData;
  /** Root of the schema; its children are the columns. */
  readonly schema: SchemaTree;
}

/** Reads the footer of a Parquet file. @throws InputError where it is not one. */
export async function openParquet(storage: Storage, path: string): Promise<ParquetFile> {
  const bytes = await storage.size(path);
  if (bytes === undefined) throw new InputError(`there is no ${storage.locate(path)}`, "check the path");
  try {
    const metadata = await parquetMetadataAsync({
      byteLength: bytes,
      slice: async (start, end = bytes) => Uint8Array.from(await storage.readRange(path, start, end)).buffer,
    });
    return { storage, path, metadata, schema: parquetSchema(metadata) };
  } catch (error) {
    if (error instanceof VergerError) throw error;
    throw new InputError(
      `${storage.locate(path)} is not a Parquet file that can be read: ${reason(error)}`,
      "it may be cut short or encrypted: write it again, or leave it out",
      { cause: error },
    );
  }
}

/** The error for pages that do not hold what their file says. */
export function damaged(file: ParquetFile, column: string, rowGroup: number, error: unknown): unknown {
  if (error instanceof VergerError) return error;
  return new InputError(
    `${file.storage.locate(file.path)} is damaged: column ${column}, row group ${rowGroup}: ${reason(error)}`,
    "write the file again, or leave it out",
    { cause: error },
  );
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A file of a storage: its path under the root and its size in bytes. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
}

/** What a file is made of: its bytes, or a stream of them that is never held whole. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Files under one root, on a disk, in S3 or in Blob storage. Paths are relative, `/` between parts, without `..`.
 * A file appears whole or not at all: there is no append and no rename.
 * @throws InputError where a path or a permission is wrong, JobFailedError where the medium fails (a full disk).
 */
export interface Storage {
  /** Where a file is, in the words of the person who reads a message about it. `""` is the root. */
  locate(path: string): string;
  read(path: string): Promise<Uint8Array>;
  /**
   * Bytes start (included) to end (excluded); in `memory` of that length, where one is given and the medium can. With
   * `memory` ranges are asked for one after the other, as somebody does who reads a file through.
   */
  readRange(path: string, start: number, end: number, memory?: Uint8Array): Promise<Uint8Array>;
  /** Size in bytes, or undefined where there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Makes or replaces a file. Readers see the old one until the new one is complete. */
  write(path: string, content: Content): Promise<void>;
  /** Makes a file unless it exists. @returns false, with nothing changed, where it does. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Every file whose path starts with `prefix`, at any depth, in code unit order. */
  list(prefix: string): Promise<StoredFile[]>;
  /** Removes a file; nothing happens where there is none. */
  remove(path: string): Promise<void>;
  /** Removes what interrupted writes left behind. Only for the one process that writes here. @returns how many. */
  discardUnfinished(): Promise<number>;
}

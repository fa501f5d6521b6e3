/** The files of a run folder, wherever it is. Paths are relative to it; a file appears whole or not at all. */
export interface RunFiles {
  /** Whether the folder holds anything. */
  occupied(): Promise<boolean>;
  /** A text, or null where there is no such file. */
  read(path: string): Promise<string | null>;
  sizes(paths: readonly string[]): Promise<readonly (number | null)[]>;
  write(path: string, content: Uint8Array): Promise<void>;
  /** Replaces what is there. */
  move(source: string, target: string): Promise<void>;
  /** Removes a file, or a folder with all it holds. */
  remove(path: string): Promise<void>;
}

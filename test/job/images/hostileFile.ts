/** One file that a job may meet, and what must become of it. */
export interface HostileFile {
  /** A file name with the extension the file claims. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `decodes`, or what its reason of rejection must match. */
  readonly expectation: "decodes" | RegExp;
}

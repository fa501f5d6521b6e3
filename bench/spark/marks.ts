/** Seconds since the process began at which a contender had got so far; null for what it does not do. */
export interface Marks {
  /** The work on the images begins: sessions stand, libraries are loaded. */
  readonly images: number;
  /** The features of all images are written (or computed, for those that write none). */
  readonly features: number;
  readonly pca: number | null;
}

/** A line of stdout, when it came, and what it had cost until then: seconds of the wall clock and of processors. */
export interface TimedLine {
  readonly at: number;
  readonly cpu: number;
  readonly line: string;
}

import { z } from "zod";

/** Seconds since the process began at which a contender had got so far; null for what it does not do. */
export const Marks = z.object({
  /** The work on the images begins: sessions stand, libraries are loaded. */
  images: z.number(),
  /** The features of all images are written (or computed, for those that write none). */
  features: z.number(),
  pca: z.number().nullable(),
});
export type Marks = z.output<typeof Marks>;

/** A line of stdout, when it came, and what it had cost until then: seconds of the wall clock and of processors. */
export interface TimedLine {
  readonly at: number;
  readonly cpu: number;
  readonly line: string;
}

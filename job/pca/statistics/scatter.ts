import type { Blas } from "../blas.ts";
import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { RowBlock } from "../matrix.ts";
import type { Team } from "../team.ts";
import type { Statistics } from "./statistics.ts";

/** Running statistics that blocks of rows are added to, in order. */
export interface Scatter {
  /** Whether statistics taken now can be gone on from to the same bytes as if nobody had asked. */
  readonly isAtRest: boolean;
  /**
   * Adds `rows` rows of d values, `blockRows(d)` of them but for the last, which may be written over once it resolves. With
   * a BLAS any number of rows after those, and it throws a NotFiniteError itself; else they are to be finite.
   */
  add(values: RowBlock["values"], rows: number): Promise<void>;
  /** The statistics of all rows added. */
  statistics(): Promise<Statistics>;
  /** The same where nothing will be added any more, in memory that is free then. */
  lastStatistics(): Promise<LastStatistics>;
  /** To be called in the end, whatever happened. */
  close(): Promise<void>;
}

export interface LastStatistics extends Statistics {
  /** Whether the upper half of the scatter is anything: nobody has copied the lower half to it. */
  readonly isLower?: boolean;
  /** Memory that was written to and that nothing needs any more: quicker than fresh memory. */
  readonly spare?: readonly Float64Array[];
}

export interface ScatterOptions {
  readonly kernel: MatrixKernel;
  /** Threads that do the work while the caller reads on, from when they are ready. */
  readonly team?: Team | undefined;
  /** Does the work instead, where it is worth a call. */
  readonly blas?: Blas | undefined;
  /** Where to go on: then the rows that follow give the same bytes as one uninterrupted run. */
  readonly from?: Statistics | undefined;
}

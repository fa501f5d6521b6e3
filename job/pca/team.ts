import type { Tridiagonalisation } from "./eigen/tridiagonalisation.ts";
import type { ScatterRoom } from "./statistics/scatterRoom.ts";

/** Work that threads do together, on memory they share. */
export type TeamWork =
  | { readonly kind: "scatter"; readonly room: ScatterRoom }
  | { readonly kind: "tridiagonalise"; readonly task: Tridiagonalisation };

/** Threads beside the one that calls. They change how long a PCA takes, never a byte of it. */
export interface Team {
  readonly size: number;
  /** Whether all threads have loaded what they need. */
  readonly isReady: boolean;
  /** Starts the threads where they are not; resolves when they are ready. Rejects where one cannot start. */
  prepare(): Promise<void>;
  /** Has so many threads (or all) take part; resolves when they have ended, rejects as soon as one cannot go on. */
  begin(work: TeamWork, threads?: number): Promise<void>;
}

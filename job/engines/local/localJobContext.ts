import type { JobListener } from "../jobEvents.ts";

/** Everything a job takes from the world besides its arguments. */
export interface LocalJobContext {
  readonly signal: AbortSignal;
  readonly listener: JobListener;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly vergerVersion: string;
  /** What relative folders of a request are relative to. */
  readonly workingFolder: string;
  now(): Date;
  random(): number;
}

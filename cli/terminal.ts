/** Where a command reads and writes: the real terminal in `cli/main.ts`, captured text in tests. */
export interface Terminal {
  /** Results. */
  print(text: string): void;
  /** Progress, warnings and errors. */
  note(text: string): void;
  /** Redraws a live area below what was noted; undefined where stderr is not a terminal. */
  readonly live: LiveArea | undefined;
  /** Of the terminal as it is now; 80 where there is none. */
  readonly columns: number;
  /** Whether notes may be coloured. */
  readonly color: boolean;
  /** Whether everything is to be said, the engine's own lines too (`--verbose`). */
  readonly verbose?: boolean | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** Aborts at the first ctrl-C. */
  readonly interrupted: AbortSignal;
  /**
   * From now on the second ctrl-C aborts this signal instead of ending the process, so that a command can leave things
   * in order; the third ends it. Absent where nobody types.
   */
  readonly takeSecondInterrupt?: (() => AbortSignal) | undefined;
  /** Asks a person; undefined where nobody can answer. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  now(): Date;
  random(): number;
}

export interface LiveArea {
  draw(text: string): void;
  clear(): void;
}

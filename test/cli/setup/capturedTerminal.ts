import type { Terminal } from "../../../cli/terminal.ts";

/** A terminal that keeps what was written. */
export interface CapturedTerminal extends Terminal {
  readonly stdout: string[];
  readonly stderr: string[];
}

export function capturedTerminal(overrides: Partial<Terminal> = {}): CapturedTerminal {
  const stdout: string[] = [];
  const stderr: string[] = [];
  return {
    stdout,
    stderr,
    print: (text) => void stdout.push(text),
    note: (text) => void stderr.push(text),
    live: undefined,
    columns: 100,
    color: false,
    environment: {},
    workingFolder: process.cwd(),
    interrupted: new AbortController().signal,
    now: () => new Date(),
    random: Math.random,
    ...overrides,
  };
}

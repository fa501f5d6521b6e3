/** One log: where it is kept, and how to read it. */
export interface LogSource {
  readonly where: string;
  /** `driver` logs say why a job failed; `nodes` logs are many and say the rest. */
  readonly of: "driver" | "nodes";
  readonly read: () => Promise<string>;
}

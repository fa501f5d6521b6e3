/** The archive that carries the runtime, the job and its weights to every node. */
export interface JobBundle {
  /** Where the archive lies on the machine that runs Pulumi. */
  readonly path: string;
  /** Hex digest of its bytes; nodes refuse an archive with another one. */
  readonly sha256: string;
}

/** What a deployment knows beside the stack's settings. */
export interface DeployContext {
  readonly project: string;
  readonly stack: string;
  readonly bundle: JobBundle;
  /** Hours after which everything powers off: `limits.maxHours`, or what the budget pays for. */
  readonly maxHours: number;
  /** The clock, read once. */
  readonly now: Date;
  /** The Databricks account a new workspace on AWS is made through, when the stack does not name it. */
  readonly databricksAccountId?: string | undefined;
  /** Folder in which `node bin/verger.js submit` runs. */
  readonly home: string;
}

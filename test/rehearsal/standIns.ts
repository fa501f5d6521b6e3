import type { StackWorkspace } from "../engine/setup/stackWorkspace.ts";

/** What answers in the clouds' place for one platform. */
export interface StandIns {
  /** What commands need in their environment to talk to the stand-ins. */
  readonly environment: Readonly<Record<string, string>>;
  /** The shipped settings, pointed at the stand-ins. */
  readonly settings: (shipped: string) => string;
  /** Puts photographs where the stack reads them; undefined where `verger run` brings them itself. */
  readonly upload: ((folder: string) => Promise<void>) | undefined;
  /** Makes what the stub providers make in the stand-ins too. */
  readonly connect: (stack: StackWorkspace) => { close(): void };
  readonly stop: () => Promise<void>;
}

/** Paths of what has to be on this machine. */
export interface RehearsalTools {
  readonly pulumi: string;
  readonly moto: string;
  readonly azurite: string;
  /** Python with the platform's PySpark: 3.5 for EMR, 4.1 for Databricks. */
  readonly spark: string;
  readonly s3a: string;
}

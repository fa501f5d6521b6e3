import type { TokenCredential } from "@azure/identity";

/** What opening a storage takes from the world. Each cloud's SDK finds its credentials where it always does. */
export interface StorageContext {
  /** What a relative folder is relative to. */
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether Norway will do, which is in the EEA and not in the EU. */
  readonly allowEea?: boolean;
  /** Who signs in to Blob storage, where it is not whom the environment or `az login` names. */
  readonly azureCredential?: TokenCredential;
  readonly fetch?: typeof globalThis.fetch;
  /** Pause before a question about the account is first asked again, in milliseconds. */
  readonly retryMs?: number;
}

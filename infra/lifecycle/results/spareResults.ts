import type { Settings } from "../../../config/settings.ts";

/** What destroying leaves when the results are in the cloud only, and would go with the stack. */
export type Spared =
  /** Only what holds the results: patterns of URNs for `pulumi destroy --exclude`. */
  | { readonly kind: "storage"; readonly patterns: readonly string[] }
  /** All of it: without its workspace nobody could read the storage. */
  | { readonly kind: "everything" };

/** Patterns of the URNs of a stack's storage on AWS. The key too: a bucket encrypted with one that is gone holds nothing. */
export const holdsResults = ["**verger:aws:Storage**", "**verger:aws:EncryptionKey**"] as const;

/**
 * A Databricks run took its cluster with it when it ended; what stands beside it is little, and is the way to the
 * results. On EMR and EC2 the machines are the cost, and the bucket can be read without them.
 */
export function spareResults({ compute }: Settings): Spared {
  return compute.platform === "databricks" ? { kind: "everything" } : { kind: "storage", patterns: holdsResults };
}

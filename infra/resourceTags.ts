import type { Settings } from "../config/settings.ts";

/** The tag by which EMR's managed policy recognises what it may touch. */
export const emrManagedTag = "for-use-with-amazon-emr-managed-policies";

export const stackTag = "verger:stack";

/** The tags of every resource: which stack made it, who answers for it, and the stack's own. */
export function resourceTags(stack: string, { owner, tags }: Pick<Settings, "owner" | "tags">): Record<string, string> {
  return { ...tags, [stackTag]: stack, ...(owner !== undefined && { "verger:owner": owner }) };
}

import { createHash } from "node:crypto";

/** Longest names the clouds take, in characters. */
export const longestName = {
  /** Leaves 8 characters of 63 for the suffix Pulumi adds to make a bucket's name unique. */
  bucket: 55,
  iam: 64,
  schedule: 64,
  storageAccount: 24,
} as const;

/**
 * `verger-<stack>` with the parts joined by `-`: lower case, only a-z, 0-9 and `-`. A name longer than `limit` keeps
 * its start and ends in six hexadecimal digits of the whole, so that two stacks never share one.
 */
export function stackName(stack: string, parts: readonly string[] = [], limit: number = longestName.iam): string {
  const whole = ["verger", stack, ...parts].join("-");
  const name = whole
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  const reversible = name === whole;
  if (reversible && name.length <= limit) return name;
  return `${name.slice(0, limit - 7).replace(/-+$/, "")}-${digest(whole)}`;
}

/** What the name of a group with a stack's results begins with; Azure's provider adds eight hexadecimal digits. */
export const resultsGroupPrefix = (stack: string): string => `${stackName(stack, ["results"])}-`;

/** Whether a group's name is one that Azure's provider gives for a stack's results. */
export function isResultsGroup(stack: string, group: string): boolean {
  const prefix = resultsGroupPrefix(stack);
  return group.startsWith(prefix) && /^[0-9a-f]{8}$/.test(group.slice(prefix.length));
}

/**
 * The name of the storage account in a results' group: `verger` and 18 characters of the digest of subscription, group
 * and stack. The group's is new in each life of a stack, and so is this one.
 */
export function storageAccountName(stack: string, subscriptionId: string, group: string): string {
  const scope = `${subscriptionId}/${group.toLowerCase()}`;
  const hash = createHash("sha256").update(`${scope}/${stack}`).digest("hex");
  return `verger${hash.slice(0, longestName.storageAccount - "verger".length)}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}

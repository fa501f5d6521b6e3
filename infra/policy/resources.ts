import type { PlannedResource, Violation } from "./policyRule.ts";

export type Resources = readonly PlannedResource[];

export const ofType = (resources: Resources, ...types: readonly string[]): Resources =>
  resources.filter(({ type }) => types.includes(type));

export const violation = (resource: PlannedResource, message: string): Violation => ({ resource, message });

/** The value at a path such as `["metadataOptions", "httpTokens"]`; undefined where something on the way is missing. */
export function at(value: unknown, path: readonly (string | number)[]): unknown {
  let inner: unknown = value;
  for (const step of path) {
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = Object.hasOwn(inner, step) ? Reflect.get(inner, step) : undefined;
  }
  return inner;
}

/** The items of a list, or none where there is no list. */
export const listAt = (value: unknown, path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
};

/** The object in a text of JSON; undefined where the text is no JSON or not known yet. */
export function parsed(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an instance of a launch template runs at boot. */
export function userDataOf({ properties }: PlannedResource): string {
  const { userData } = properties;
  return typeof userData === "string" ? Buffer.from(userData, "base64").toString() : "";
}

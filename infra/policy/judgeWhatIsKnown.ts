import type { PlannedResource, PolicyRule, Violation } from "./policyRule.ts";

/**
 * What a rule finds during a preview, where some properties are still to come (present, with the value undefined). A
 * violation that rests on such a property is left for the update, when the engine asks again and all is known.
 */
export function judgeWhatIsKnown(rule: PolicyRule, resources: readonly PlannedResource[]): Violation[] {
  const unsettled = new Set<PlannedResource>();
  const originals = new Map<PlannedResource, PlannedResource>();
  for (const resource of resources) {
    const watched: PlannedResource = {
      ...resource,
      properties: watch(resource.properties, () => unsettled.add(watched)),
    };
    originals.set(watched, resource);
    // While its provider waits for a workspace that is still to be made, nothing of a resource is known.
    if (Object.keys(resource.properties).length === 0) unsettled.add(watched);
  }
  const found = rule.check([...originals.keys()]);
  const bucketUnsettled = [...unsettled].some(isBucketPart);
  return found
    .filter(({ resource }) => !unsettled.has(resource) && !(bucketUnsettled && isBucketPart(resource)))
    .map(({ resource, message }) => ({ resource: originals.get(resource) ?? resource, message }));
}

/** A bucket is judged by the resources around it. */
const isBucketPart = ({ type }: PlannedResource): boolean => type.startsWith("aws:s3/bucket");

/** The same object, telling when something inside is read that is still to come. */
function watch<T extends object>(value: T, stillToCome: () => void): T {
  return new Proxy(value, {
    get: (target, key) => {
      const item: unknown = Reflect.get(target, key);
      // To whom a part of a bucket belongs is found in another way where its name is still to come.
      if (item === undefined && Object.hasOwn(target, key) && key !== "bucket") stillToCome();
      return typeof item === "object" && item !== null ? watch(item, stillToCome) : item;
    },
  });
}

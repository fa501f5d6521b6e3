import type { PlannedResource } from "./policyRule.ts";
import { ofType, type Resources } from "./resources.ts";

const bucketType = "aws:s3/bucket:Bucket";

export const buckets = (resources: Resources): Resources => ofType(resources, bucketType);

/** The resources of a type that belong to a bucket, such as its policy. */
export function companions(resources: Resources, bucket: PlannedResource, type: string): Resources {
  return ofType(resources, type).filter((companion) => ownerOf(resources, companion) === bucket);
}

/**
 * The bucket a companion names. A bucket whose name Pulumi completes is known by its beginning, which is the name of
 * the resource; while even that is not known, a component with one bucket says enough.
 */
function ownerOf(resources: Resources, companion: PlannedResource): PlannedResource | undefined {
  const { bucket } = companion.properties;
  const all = buckets(resources);
  if (typeof bucket !== "string") {
    const beside = all.filter(({ component }) => component === companion.component);
    return beside.length === 1 ? beside[0] : undefined;
  }
  const exact = all.find(({ properties }) => properties["bucket"] === bucket);
  const beginnings = all.filter(({ name }) => bucket.startsWith(name)).sort((a, b) => b.name.length - a.name.length);
  return exact ?? beginnings[0];
}

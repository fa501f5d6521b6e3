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
 * the resource; while even that is still to come, the companions are taken in the order of the buckets.
 */
function ownerOf(resources: Resources, companion: PlannedResource): PlannedResource | undefined {
  const { bucket } = companion.properties;
  const all = buckets(resources);
  if (typeof bucket !== "string") {
    const nameless = ofType(resources, companion.type).filter(({ properties }) => properties["bucket"] === undefined);
    return all[nameless.indexOf(companion)];
  }
  const exact = all.find(({ properties }) => properties["bucket"] === bucket);
  const beginnings = all.filter(({ name }) => bucket.startsWith(name)).sort((a, b) => b.name.length - a.name.length);
  return exact ?? beginnings[0];
}

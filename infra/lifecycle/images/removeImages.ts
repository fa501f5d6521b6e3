import { type ImagesPlace, withImages } from "./openImages.ts";

export interface BroughtImages {
  readonly place: ImagesPlace;
  /** Their paths under `images/`. */
  readonly paths: readonly string[];
}

/**
 * Removes photographs that a run brought, and nothing beside them: the next run makes another storage, and copies nobody
 * needs should not lie in the one that is kept. What the storage can still give back of them expires within a week.
 */
export function removeImages(
  { place, paths }: BroughtImages,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  return withImages(place, environment, (store) => store.remove(paths));
}

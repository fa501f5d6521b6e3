import type { JobSpec } from "../../contract/jobSpec.ts";
import { type ImageEntry, listImages } from "../../images/listImages.ts";
import { listingDigest } from "../shardInput.ts";

export interface DiskListing {
  readonly entries: readonly ImageEntry[];
  readonly count: number;
  readonly bytes: number;
  readonly listing: string;
}

/** The pictures of a folder as the local engine lists them. @throws InputError as it does */
export async function listOnDisk(folder: string, { label }: Pick<JobSpec, "label">): Promise<DiskListing> {
  const entries = await listImages(folder, { label });
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return { entries, count: entries.length, bytes, listing: listingDigest(entries) };
}

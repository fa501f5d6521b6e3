import type { JobSpec } from "../../../contract/jobSpec.ts";
import { listOnDisk } from "../listOnDisk.ts";
import { onDisk } from "../onDisk.ts";
import { hiddenFromSpark, pictureNames } from "../pictureNames.ts";
import type { RemoteListing, SparkDriver } from "../sparkDriver.ts";

export type Pictures = RemoteListing;

/** The pictures that Spark is to read: a disk's are listed here, others by Spark's file systems. */
export async function listPictures(
  images: string,
  spec: JobSpec,
  driver: Pick<SparkDriver, "list">,
): Promise<Pictures> {
  const folder = onDisk(images);
  if (folder === undefined) return driver.list(pictureNames);
  const { entries, ...counts } = await listOnDisk(folder, spec);
  const own = entries.filter(({ path, bytes }) => bytes === 0 || hiddenFromSpark.test(path));
  return { ...counts, own: own.map(({ path, bytes }) => [path, bytes]) };
}

import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readPcaModel } from "../../job/results/pcaModelFile.ts";
import { readManifest } from "../../job/results/runManifest.ts";
import { diskStorage } from "../../job/storage/diskStorage.ts";

const Numbers = z.array(z.number());
const Feature = z.object({
  path: z.string(),
  label: z.string().nullable(),
  width: z.number(),
  height: z.number(),
  features: Numbers,
});
const Projection = z.object({ path: z.string(), label: z.string().nullable(), pca: Numbers });
const Reject = z.object({ path: z.string(), reason: z.string() });

/** A run folder's tables, sorted by path: which file a row stands in is the engine's own affair. */
export async function resultsOf(folder: string) {
  return {
    features: await rows(folder, "features", Feature),
    projections: await rows(folder, "pca", Projection),
    rejects: await rows(folder, "rejects", Reject),
    manifest: await readManifest(diskStorage(folder)),
    model: () => readPcaModel(diskStorage(folder)),
  };
}

async function rows<T extends { path: string }>(folder: string, part: string, schema: z.ZodType<T>): Promise<T[]> {
  const names = await readdir(join(folder, part)).catch(() => []);
  const found: T[] = [];
  for (const name of names.filter((each) => each.endsWith(".parquet"))) {
    const file = await asyncBufferFromFile(join(folder, part, name));
    found.push(...z.array(schema).parse(await parquetReadObjects({ file, compressors })));
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

import { InputError, JobFailedError } from "../../contract/errors.ts";
import type { ShardRecord } from "../../results/shardRecord.ts";
import { requireFewRejects } from "../requireFewRejects.ts";
import type { PcaPlan } from "./cluster.ts";

/** Features up to which d × d statistics fit a task (512 MiB). */
const widestScatter = 8192;
/** Numbers the driver's solver holds while it is given rows (2 GiB). */
const mostKept = 2 ** 29;

/**
 * @throws JobFailedError where pictures are missing, or too few could be used
 * @throws InputError where neither the rows nor their statistics fit
 */
export function planPca(
  run: {
    readonly records: readonly ShardRecord[];
    readonly maxRejects: number;
    readonly images: number;
    readonly folder: string;
  },
  dimension: number,
): PcaPlan {
  const { records, maxRejects, folder, images } = run;
  const rows = records.reduce((sum, record) => sum + record.rows, 0);
  const rejects = records.reduce((sum, record) => sum + record.rejects, 0);
  if (rows + rejects !== images)
    throw new JobFailedError(
      `${images} pictures were listed, ${rows + rejects} were read: the folder changed meanwhile.`,
      "Submit the job under another run id when nothing is copied there any more.",
    );
  requireFewRejects(records, maxRejects, { locate: (path) => `${folder}/${path}` });
  const keepRows = rows <= dimension;
  if (keepRows ? rows * dimension > mostKept : dimension > widestScatter)
    throw new InputError(
      `A PCA of ${rows} rows x ${dimension} features does not fit the driver.`,
      "Choose a smaller size, or an extractor with fewer features. The features are kept.",
    );
  return { dimension, keepRows };
}

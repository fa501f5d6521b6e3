import { z } from "zod";
import type { Storage } from "../storage/storage.ts";

/** `progress.json` of a run folder: the newest state of a job, written by its driver. */
export const RunProgress = z.object({
  version: z.literal(1),
  runId: z.string(),
  /** `listing`, `features`, `statistics`, `projections`, `finished` or `failed`; a later version may know others. */
  stage: z.string(),
  images: z.int().min(0),
  /** Pictures featurised or rejected, those of earlier attempts included. */
  done: z.int().min(0),
  rejects: z.int().min(0),
  /** Since this attempt began. */
  seconds: z.number().min(0),
  at: z.iso.datetime(),
  /** Why the job failed, in its own words, and what to do. */
  message: z.string().optional(),
  hint: z.string().optional(),
});
export type RunProgress = z.output<typeof RunProgress>;

export const progressFile = "progress.json";

/** The newest progress of a run; undefined where its driver has not written any, or none this version reads. */
export async function readProgress(run: Pick<Storage, "size" | "read">): Promise<RunProgress | undefined> {
  const bytes = await readIfThere(run).catch(() => readIfThere(run)); // A volume has none while its driver replaces it.
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    return RunProgress.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const readIfThere = async (run: Pick<Storage, "size" | "read">): Promise<Uint8Array | undefined> =>
  (await run.size(progressFile)) === undefined ? undefined : run.read(progressFile);

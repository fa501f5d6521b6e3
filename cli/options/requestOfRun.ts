import { InputError } from "../../job/contract/errors.ts";
import { defaultRunsFolder } from "../../job/contract/runsFolder.ts";
import { requireRunName } from "../../job/results/runFolder.ts";
import { readManifest } from "../../job/results/runManifest.ts";
import { placeBelow } from "../../job/storage/location.ts";
import { openStorage } from "../../job/storage/openStorage.ts";
import type { StorageContext } from "../../job/storage/storageContext.ts";

/**
 * The request a run was started with, so that `--resume` needs no other option. A choice of components given now
 * replaces the one made then.
 * @throws InputError where there is no such run
 */
export async function requestOfRun(
  runId: string,
  given: Readonly<Record<string, unknown>>,
  context: StorageContext,
): Promise<Record<string, unknown>> {
  requireRunName(runId);
  const out = typeof given.out === "string" ? given.out : defaultRunsFolder;
  const storage = await openStorage(placeBelow(out, runId), context);
  const manifest = await readManifest(storage);
  if (manifest === undefined)
    throw new InputError(
      `There is no run to resume in ${storage.locate("")}.`,
      "Check the run id and --out, the folder that holds the run.",
    );
  const { components, variance, ...spec } = manifest.spec;
  const choice = given.components === undefined && given.variance === undefined ? { components, variance } : {};
  const weights = manifest.weights?.note === undefined ? spec.weights : "seeded";
  return { ...spec, ...choice, weights, images: manifest.images.folder };
}

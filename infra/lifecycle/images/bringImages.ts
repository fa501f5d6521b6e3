import type { Settings } from "../../../config/settings.ts";
import type { ImageEntry } from "../../../job/images/listImages.ts";
import { submissionType } from "../../submission/submissionRequest.ts";
import { azureManagement } from "../azure/azureManagement.ts";
import { engineError } from "../engine/engineError.ts";
import type { Pulumi } from "../engine/pulumi.ts";
import { type StateResource, stateResources } from "../engine/stateResources.ts";
import { holdsResults } from "../results/spareResults.ts";
import { upStack } from "../upStack.ts";
import { type ImagesPlace, withImages } from "./openImages.ts";
import { ownBucket } from "./ownBucket.ts";
import { ownVolume } from "./ownVolume.ts";
import { requireOwnImages } from "./requireOwnImages.ts";
import { type UploadedImages, uploadImages, type UploadProgress } from "./uploadImages.ts";

export interface Bringing {
  readonly pulumi: Pulumi;
  readonly stack: string;
  readonly settings: Settings;
  /** Folder the pictures are in. */
  readonly folder: string;
  readonly images: readonly ImageEntry[];
  readonly onLine: (line: string) => void;
  readonly onProgress: (progress: UploadProgress) => void;
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes what holds the stack's photographs, and puts them there before there is a cluster that would be paid for while it
 * waits for them. On AWS that is the storage alone; on Azure only Databricks may write into it, so that everything is
 * made but the job.
 * @throws InputError where the stack reads its photographs elsewhere
 */
export async function bringImages(bringing: Bringing): Promise<UploadedImages & { readonly place: ImagesPlace }> {
  const { pulumi, stack, settings, folder, images, onLine, onProgress, signal, environment } = bringing;
  requireOwnImages(stack, settings);
  const part = settings.cloud === "aws" ? { only: holdsResults } : { except: [`**${submissionType}**`] };
  await upStack({ pulumi, stack, onLine, signal, ...part });
  const exported = await pulumi(["stack", "export", "--stack", stack]);
  if (exported.code !== 0) throw engineError(stack, exported.output);
  const place = await ownPlace(bringing, stateResources(exported.stdout));
  return withImages(place, environment, async (store) => ({
    place,
    ...(await uploadImages({ store, folder, images, onProgress, stop: signal })),
  }));
}

function ownPlace(
  { stack, settings, environment }: Bringing,
  resources: readonly StateResource[],
): Promise<ImagesPlace> {
  if (settings.cloud === "aws") return ownBucket(stack, settings.region, resources);
  return ownVolume(stack, settings, resources, azureManagement(environment, globalThis.fetch));
}

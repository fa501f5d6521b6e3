import { JobSpec } from "../../../job/contract/jobSpec.ts";
import { prepareModel } from "../../../job/features/prepareModel.ts";
import type { PreparedModel } from "../../../job/features/preparedModel.ts";

export const spec = JobSpec.parse({ weights: "seeded:0" });

/** The default network with seeded weights: nothing is downloaded. */
export const seededModel = (): Promise<PreparedModel> =>
  prepareModel(spec, {
    cacheFolder: "nowhere",
    baseUrl: "https://example.invalid/",
    fetch: () => Promise.reject(new Error("tests download no weights")),
    onProgress: () => {},
  });

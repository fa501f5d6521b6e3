import { JobSpec, type JobSpecInput } from "../../job/contract/jobSpec.ts";
import { prepareModel, type PreparationContext } from "../../job/features/prepareModel.ts";
import type { PreparedModel } from "../../job/features/preparedModel.ts";

/** A context in which any download is a failure of the test. */
export const withoutNetwork: PreparationContext = {
  cacheFolder: "no such folder",
  baseUrl: "http://127.0.0.1:9/",
  fetch: () => Promise.reject(new Error("the network was used")),
  onProgress: () => {},
};

/** A model with seeded weights, the rest as the job's options have it. */
export const seededModel = (options: JobSpecInput, seed = 0): Promise<PreparedModel> =>
  prepareModel(JobSpec.parse({ ...options, weights: `seeded:${seed}` }), withoutNetwork);

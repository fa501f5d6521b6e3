import { prepareModel, type PreparationContext } from "../../../job/features/prepareModel.ts";
import type { PreparedModel } from "../../../job/features/preparedModel.ts";

/** A context in which any download is a failure of the test. */
export const withoutNetwork: PreparationContext = {
  cacheFolder: "no such folder",
  baseUrl: "http://127.0.0.1:9/",
  fetch: () => Promise.reject(new Error("the network was used")),
  onProgress: () => {},
};

/** A model with seeded weights. */
export const seededModel = (extractor: "mobilenet-v2" | "pixels", size?: number, seed = 0): Promise<PreparedModel> =>
  prepareModel({ extractor, weights: `seeded:${seed}`, size }, withoutNetwork);

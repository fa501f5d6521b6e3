import { PcaRequest } from "../../job/contract/pcaRequest.ts";
import { runPca } from "../../job/engines/runPca.ts";

/** Runs `verger pca` and prints what it took: pca.ts FOLDER PATTERN (bench/parquet.ts). */
const [folder = "", features = ""] = process.argv.slice(2);
const request = PcaRequest.parse({ features, out: `pca-of-${features.length}`, components: 2 });
const { rows, seconds } = await runPca(request, {
  signal: new AbortController().signal,
  workingFolder: folder,
  environment: process.env,
  onOpen: () => undefined,
  onProgress: () => undefined,
  now: () => new Date(),
});
console.log(JSON.stringify({ rows, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1000 }));

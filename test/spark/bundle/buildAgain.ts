// Builds a bundle from the seeded model in the folder it is given and prints its digest: buildAgain.ts CACHE ARCHITECTURE
import { buildBundle } from "../../../job/bundle/buildBundle.ts";
import { architectures } from "../../../job/bundle/pinnedPackages.ts";
import { modelChoice } from "../../../job/engines/spark/modelChoice.ts";
import { seededModel, spec } from "./seededModel.ts";

const [cacheFolder = "", wanted] = process.argv.slice(2);
const architecture = architectures.find((name) => name === wanted) ?? "x64";
const { sha256 } = await buildBundle({
  architecture,
  model: await seededModel(),
  choice: modelChoice(spec),
  version: "0.0.0-test",
  cacheFolder,
  python: [],
});
process.stdout.write(sha256);

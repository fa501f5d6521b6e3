import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { JobSpec } from "../../job/contract/jobSpec.ts";
import { prepareModel } from "../../job/features/prepareModel.ts";
import { pythonEnvironment } from "../toolchains/python.ts";
import { featureCases } from "./featureCases.ts";
import { type Fidelity, fidelity } from "./fidelity.ts";
import { type KerasFeatures, readFeatures } from "./readFeatures.ts";
import { goldenFolder, runFeatureCase } from "./runFeatureCase.ts";
import { seededModel, withoutNetwork } from "./seededModel.ts";

/**
 * `npm run golden:features` has Keras compute the golden features and writes them. `npm run oracle` has it compute them
 * anew and prints how far ours are from them, on both engines; and has it save weights in every layout it can, which
 * must give the very model the same weights give without a file. `npm run oracle -- --only TEXT` takes the cases with
 * that in their name, or the saved files (`files`).
 */
const { values } = parseArgs({
  options: { compare: { type: "boolean" }, only: { type: "string", default: "" } },
});
const wanted = featureCases.filter(({ name }) => name.includes(values.only));
const toolchain = await pythonEnvironment("requirements-keras.txt");
if (!toolchain.ready) throw new Error(toolchain.why);
const interpreter = toolchain.path;
const golden = fileURLToPath(goldenFolder);

const scratch = mkdtempSync(join(tmpdir(), "verger-oracle-"));
try {
  const cases = join(scratch, "cases.json");
  if (values.compare === true) {
    writeFileSync(cases, JSON.stringify(wanted));
    if (wanted.length > 0) {
      keras("run", cases, golden, join(scratch, "features.bin"));
      await compareFeatures(readFeatures(pathToFileURL(`${scratch}/`)));
    }
    if ("files".includes(values.only)) await compareSavedFiles();
  } else {
    writeFileSync(cases, JSON.stringify(featureCases));
    keras("draw", golden);
    keras("layers", join(golden, "layers.json"));
    keras("run", cases, golden, join(golden, "features.bin"));
  }
} finally {
  rmSync(scratch, { recursive: true });
}

function keras(...args: string[]): void {
  const script = fileURLToPath(new URL("features.py", import.meta.url));
  execFileSync(interpreter, [script, ...args], { stdio: ["ignore", "ignore", "ignore"] });
}

async function compareFeatures(live: ReadonlyMap<string, KerasFeatures>): Promise<void> {
  console.log("| case | onnxruntime: cosine, largest error | TensorFlow.js: cosine, largest error |\n|---|---|---|");
  for (const each of wanted) {
    const expected = live.get(each.name)?.values ?? new Float32Array();
    const cells = [];
    for (const engine of ["onnxruntime", "tfjs"] as const) {
      const { features } = await runFeatureCase(each, engine);
      cells.push(judged(fidelity(features, expected)));
    }
    console.log(`| ${each.name} | ${each.extractor === "pixels" ? `${cells[0]} | not needed` : cells.join(" | ")} |`);
  }
}

function judged({ cosine, maxRelativeError }: Fidelity): string {
  if (!(cosine > 0.99999 && maxRelativeError < 1e-3)) process.exitCode = 1;
  if (maxRelativeError === 0) return "equal";
  return `1 − ${(1 - cosine).toExponential(0)}, ${maxRelativeError.toExponential(0)}`;
}

async function compareSavedFiles(): Promise<void> {
  keras("save", scratch);
  const expected = await seededModel({});
  for (const file of readdirSync(scratch).filter((name) => /\.(h5|keras)$/.test(name))) {
    const model = await prepareModel(JobSpec.parse({ weights: join(scratch, file) }), withoutNetwork);
    const same = model.kind === "onnx" && expected.kind === "onnx" && Buffer.compare(model.onnx, expected.onnx) === 0;
    console.log(`${file}: ${same ? "the same model, byte for byte" : "ANOTHER MODEL"}`);
    if (!same) process.exitCode = 1;
  }
}

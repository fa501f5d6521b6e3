import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { RgbImage } from "../job/contract/rgbImage.ts";
import { JobSpec, type JobSpecInput } from "../job/contract/jobSpec.ts";
import { photographTask } from "../job/engines/photographTask.ts";
import { openExtractor } from "../job/features/openExtractor.ts";
import type { OnnxModel } from "../job/features/preparedModel.ts";
import { prepareModel } from "../job/features/prepareModel.ts";
import { weightsLocation } from "../job/features/weights/weightsLocation.ts";
import { listImages } from "../job/images/listImages.ts";
import { fidelity } from "../tools/golden/fidelity.ts";
import { photographs } from "../tools/toolchains/photographs.ts";
import { pythonEnvironment } from "../tools/toolchains/python.ts";

/**
 * Fewer bits, on real photographs: `npm run bench:precision -- [FOLDER]`. MobileNetV2 in single, half and 8-bit
 * precision, then what `halfWeights` makes of every network: the file, the time to open it, the features.
 */
const sample = photographs();
const folder = process.argv[2] ?? (sample.ready ? sample.path : "");
const toolchain = await pythonEnvironment("requirements-bench-precision.txt");
if (!toolchain.ready) throw new Error(toolchain.why);
const interpreter = toolchain.path;
const entries = await listImages(folder, { label: "none" });

const scratch = mkdtempSync(join(tmpdir(), "verger-precision-"));
try {
  await compareComputations();
  console.log("\n| network | file | halved | gzipped | halved, gzipped | opens in | halved | cosine, worst picture |");
  console.log("|---|---|---|---|---|---|---|---|");
  await compareFiles({ extractor: "mobilenet-v2" }, 60);
  await compareFiles({ extractor: "resnet50", size: 50, pooling: "flatten" }, 60);
  await compareFiles({ extractor: "resnet50" }, 12);
  await compareFiles({ extractor: "vgg16" }, 6);
} finally {
  rmSync(scratch, { recursive: true });
}

async function compareComputations(): Promise<void> {
  const [single, half] = [await prepared({}), await prepared({ halfWeights: true })];
  const pictures = await loaded({}, single.inputSize, entries.length);
  const paths = ["single.onnx", "halved.onnx", "pictures.raw"].map((name) => join(scratch, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(paths[0], single.onnx);
  writeFileSync(paths[1], half.onnx);
  writeFileSync(paths[2], Buffer.concat(pictures.map(({ data }) => data)));
  const script = fileURLToPath(new URL("features/precision.py", import.meta.url));
  const args = [script, ...paths, String(single.inputSize), scratch];
  execFileSync(interpreter, args, { stdio: ["ignore", "inherit", "inherit"] });
}

async function compareFiles(options: JobSpecInput, count: number): Promise<void> {
  const single = await prepared(options);
  const pictures = await loaded(options, single.inputSize, count);
  const whole = await measured(single, pictures);
  const half = await measured(await prepared({ ...options, halfWeights: true }), pictures);
  const worst = Math.min(
    ...pictures.map((_, row) => {
      const at = [row * single.dimension, (row + 1) * single.dimension] as const;
      return fidelity(half.features.subarray(...at), whole.features.subarray(...at)).cosine;
    }),
  );
  const name = [options.extractor, options.size, options.pooling].filter(Boolean).join(" ");
  const sizes = [whole.bytes, half.bytes, whole.gzipped, half.gzipped].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
  const times = [whole, half].map(({ opening }) => `${opening.toFixed(0)} ms`);
  console.log(`| ${[name, ...sizes, ...times, worst.toFixed(7)].join(" | ")} |`);
}

async function measured(model: OnnxModel, pictures: readonly RgbImage[]) {
  const before = process.cpuUsage();
  const extractor = await openExtractor(model);
  const { user, system } = process.cpuUsage(before);
  const features = new Float32Array(pictures.length * model.dimension);
  for (const [row, picture] of pictures.entries())
    features.set(await extractor.extract([picture]), row * model.dimension);
  await extractor.release();
  const gzipped = gzipSync(model.onnx).length;
  return { features, bytes: model.onnx.length, gzipped, opening: (user + system) / 1000 };
}

async function prepared(options: JobSpecInput): Promise<OnnxModel> {
  const spec = JobSpec.parse({ ...options, weights: "seeded" });
  const model = await prepareModel(spec, { ...weightsLocation(process.env), fetch, onProgress: () => {} });
  if (model.kind !== "onnx") throw new Error("a network was asked for");
  return model;
}

async function loaded(options: JobSpecInput, side: number, count: number): Promise<RgbImage[]> {
  const spec = JobSpec.parse(options);
  const tasks = entries.slice(0, count).map((entry) => photographTask(entry, folder, side, spec));
  return Promise.all(tasks.map(async (task) => (await task.load()).pixels));
}

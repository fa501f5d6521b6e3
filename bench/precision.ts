import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { JobSpec } from "../job/contract/jobSpec.ts";
import { photographTask } from "../job/engines/local/photographTask.ts";
import { prepareModel } from "../job/features/prepareModel.ts";
import { weightsLocation } from "../job/features/weights/weightsLocation.ts";
import { listImages } from "../job/images/listImages.ts";
import { photographs } from "../tools/toolchains/photographs.ts";
import { pythonEnvironment } from "../tools/toolchains/python.ts";

/** MobileNetV2 in single, half and 8-bit precision on real photographs: `npm run bench:precision -- [FOLDER]`. */
const sample = photographs();
const folder = process.argv[2] ?? (sample.ready ? sample.path : "");
const toolchain = await pythonEnvironment("requirements-bench-precision.txt");
if (!toolchain.ready) throw new Error(toolchain.why);

const spec = JobSpec.parse({ weights: "seeded" });
const model = await prepareModel(spec, { ...weightsLocation(process.env), fetch, onProgress: () => {} });
if (model.kind !== "onnx") throw new Error("a network was asked for");
const pictures = [];
for (const entry of await listImages(folder, { label: "none" }))
  pictures.push((await photographTask(entry, folder, model.inputSize, spec).load()).pixels.data);

const scratch = mkdtempSync(join(tmpdir(), "verger-precision-"));
try {
  const files = { model: join(scratch, "single.onnx"), pictures: join(scratch, "pictures.raw") };
  writeFileSync(files.model, model.onnx);
  writeFileSync(files.pictures, Buffer.concat(pictures));
  const script = fileURLToPath(new URL("features/precision.py", import.meta.url));
  const args = [script, files.model, files.pictures, String(model.inputSize), scratch];
  execFileSync(toolchain.path, args, { stdio: ["ignore", "inherit", "inherit"] });
} finally {
  rmSync(scratch, { recursive: true });
}

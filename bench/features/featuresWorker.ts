import { parentPort, workerData } from "node:worker_threads";
import { featurizeShard } from "../../job/engines/featurizeShard.ts";
import { photographTask } from "../../job/engines/photographTask.ts";
import type { JobSpec } from "../../job/contract/jobSpec.ts";
import { openExtractor } from "../../job/features/openExtractor.ts";
import { openSession } from "../../job/features/onnx/openSession.ts";
import type { PreparedModel } from "../../job/features/preparedModel.ts";
import type { ImageEntry } from "../../job/images/listImages.ts";
import { Tensor } from "onnxruntime-node";

/**
 * How far a picture comes: `raw` runs the network on a tensor that stays the same, `memory` extracts from decoded and
 * resized pictures, `file` is a job's whole way from the JPEG on.
 */
export type Path = "raw" | "memory" | "file";

export interface WorkerSetup {
  readonly model: PreparedModel;
  readonly spec: JobSpec;
  readonly folder: string;
  readonly entries: readonly ImageEntry[];
  readonly path: Path;
}

/** One pass over the photographs, in forward passes of `spec.batch`. */
type Pass = () => Promise<void>;

async function rawPass({ model, spec, entries }: WorkerSetup): Promise<Pass> {
  if (model.kind !== "onnx" || model.input.type !== "uint8") throw new Error("raw is for lowered networks");
  const { input, inputSize: side } = model;
  const session = await openSession(model.onnx);
  const bytes = Uint8Array.from({ length: spec.batch * side * side * 3 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 24);
  const tensor = new Tensor("uint8", bytes, [spec.batch, side, side, 3]);
  return async () => {
    for (let at = 0; at < entries.length; at += spec.batch) await session.run({ [input.name]: tensor });
  };
}

async function filePass({ model, spec, folder, entries }: WorkerSetup): Promise<Pass> {
  const extractor = await openExtractor(model);
  const tasks = entries.map((entry) => photographTask(entry, folder, model.inputSize, spec));
  return async () => {
    const { rejects } = await featurizeShard(tasks, { extractor, batch: spec.batch });
    if (rejects.length > 0) throw new Error(`${rejects.length} pictures were rejected`);
  };
}

async function memoryPass(setup: WorkerSetup): Promise<Pass> {
  const { model, spec, folder, entries } = setup;
  const extractor = await openExtractor(model);
  const pictures = await Promise.all(
    entries.map(async (entry) => (await photographTask(entry, folder, model.inputSize, spec).load()).pixels),
  );
  return async () => {
    for (let at = 0; at < pictures.length; at += spec.batch)
      await extractor.extract(pictures.slice(at, at + spec.batch));
  };
}

if (parentPort !== null) {
  const port = parentPort;
  const setup = workerData as WorkerSetup;
  const pass = await { raw: rawPass, memory: memoryPass, file: filePass }[setup.path](setup);
  await pass();
  port.postMessage("warm");
  const repeat = async (milliseconds: number) => {
    const start = performance.now();
    let images = 0;
    while (performance.now() - start < milliseconds) {
      await pass();
      images += setup.entries.length;
    }
    port.postMessage({ images, milliseconds: performance.now() - start });
  };
  port.on("message", (milliseconds: number) => void repeat(milliseconds));
}

// onnxruntime and nothing else: rawOnnx.ts IMAGES MODEL CORES. sharp decodes and resizes, a thread a core, nothing written.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { once } from "node:events";
import { Tensor } from "onnxruntime-node";
import sharp from "sharp";
import { z } from "zod";
import { readModel } from "../../job/engines/spark/modelFolder.ts";
import { openSession } from "../../job/features/onnx/openSession.ts";
import { listImages } from "../../job/images/listImages.ts";

const Share = z.object({ folder: z.string(), model: z.string(), paths: z.array(z.string()) });
const batch = 2;

async function featurize({ folder, model: modelFolder, paths }: z.output<typeof Share>): Promise<void> {
  const model = await readModel(modelFolder);
  if (model.kind !== "onnx" || model.input.type !== "uint8") throw new Error("raw is for lowered networks");
  const { input, inputSize: side } = model;
  const session = await openSession(model.onnx);
  sharp.concurrency(1);
  const decode = async (path: string): Promise<Uint8Array> =>
    sharp(await readFile(join(folder, path)))
      .resize(side, side, { fit: "fill" })
      .removeAlpha()
      .raw()
      .toBuffer();
  for (let at = 0; at < paths.length; at += batch) {
    const pictures = await Promise.all(paths.slice(at, at + batch).map(decode));
    const pixels = Buffer.concat(pictures);
    await session.run({ [input.name]: new Tensor("uint8", pixels, [pictures.length, side, side, 3]) });
  }
}

if (parentPort === null) {
  const [folder = "", model = "", cores = "1"] = process.argv.slice(2);
  console.log("bench images");
  const paths = (await listImages(folder, { label: "none" })).map(({ path }) => path);
  const threads = Array.from({ length: Number(cores) }, (_, index) => {
    const share = { folder, model, paths: paths.filter((_path, at) => at % Number(cores) === index) };
    return new Worker(new URL(import.meta.url), { workerData: share });
  });
  await Promise.all(threads.map((thread) => once(thread, "exit")));
  console.log("bench features");
} else await featurize(Share.parse(workerData));

import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { JobSpec, type JobSpecInput } from "../job/contract/jobSpec.ts";
import { prepareModel } from "../job/features/prepareModel.ts";
import { weightsLocation } from "../job/features/weights/weightsLocation.ts";
import { type ImageEntry, listImages } from "../job/images/listImages.ts";
import { photographs } from "../tools/toolchains/photographs.ts";
import type { Path, WorkerSetup } from "./features/featuresWorker.ts";
import { drawPhotographs } from "./features/drawPhotographs.ts";
import { measure, type Rate } from "./features/measure.ts";

/**
 * Pictures a second of every extractor and engine: `npm run bench:features -- [FOLDER] [--only TEXT] [--seconds N]`.
 * In one run, for one worker and for one a core: the network alone on a random tensor (raw onnxruntime), from pictures
 * in memory, and a job's whole way from the JPEG file on. The last column is the share of raw that a job reaches, by
 * the clock and by processor time.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    batch: { type: "string" },
  },
});

/** A pass over the photographs is timed as a whole: slow networks get fewer of them. */
const cases: readonly (JobSpecInput & { readonly photographs: number; readonly source?: "drawn" })[] = [
  { extractor: "mobilenet-v2", photographs: 60 },
  { extractor: "mobilenet-v2", photographs: 12, source: "drawn" },
  { extractor: "mobilenet-v2", engine: "tfjs", photographs: 20 },
  { extractor: "resnet50", size: 50, pooling: "flatten", photographs: 60 },
  { extractor: "resnet50", size: 50, pooling: "flatten", engine: "tfjs", photographs: 20 },
  { extractor: "resnet50", photographs: 12 },
  { extractor: "resnet50", engine: "tfjs", photographs: 6 },
  { extractor: "vgg16", photographs: 6 },
  { extractor: "vgg16", engine: "tfjs", photographs: 4 },
  { extractor: "pixels", resize: "nearest", photographs: 60 },
];

const folder = positionals[0] ?? samplePhotographs();
const scratch = await mkdtemp(join(tmpdir(), "verger-bench-"));
const sources = { given: folder, drawn: join(scratch, "photographs") };
await drawPhotographs(sources.drawn, { width: 500, height: 375, count: 12 });
const listed = await listImages(folder, { label: "none" });
const drawn = await listImages(sources.drawn, { label: "none" });
console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${listed.length} photographs`);
console.log("Seeded weights (not trained): as fast as trained ones, their features mean nothing.");
console.log("img/s, and in brackets milliseconds of processor time a picture; best of the rounds\n");
printRow([
  "extractor and engine",
  "workers",
  "raw onnxruntime",
  "from memory",
  "from the JPEG file",
  "of raw: clock, processor",
]);
printRow(["---", "--:", "--:", "--:", "--:", "--:"]);
try {
  for (const { photographs: count, source = "given", ...options } of cases) {
    const batch = values.batch === undefined ? {} : { batch: Number(values.batch) };
    const spec = JobSpec.parse({ ...options, ...batch, weights: "seeded" });
    const shown = [spec.extractor, spec.size, spec.pooling, spec.engine, source === "drawn" && "500×375 drawn"];
    const name = shown.filter(Boolean).join(" ");
    if (!name.includes(values.only)) continue;
    const entries = (source === "drawn" ? drawn : listed).slice(0, count);
    for (const workers of [1, availableParallelism()])
      await measureCase(name, spec, workers, { folder: sources[source], entries });
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function measureCase(
  name: string,
  spec: JobSpec,
  workers: number,
  photographs: { readonly folder: string; readonly entries: readonly ImageEntry[] },
): Promise<void> {
  const context = { ...weightsLocation(process.env), fetch, onProgress: () => {} };
  const model = await prepareModel(spec, context);
  const onnx = model.kind === "tfjs" ? await prepareModel({ ...spec, engine: "onnxruntime" }, context) : model;
  const setup = (path: Path, of = model): WorkerSetup => ({ model: of, spec, ...photographs, path });
  const jobs = [setup("memory"), setup("file")];
  const setups = onnx.kind === "onnx" ? [...jobs, setup("raw", onnx)] : jobs;
  const [memory, file, raw] = await measure(setups, workers, 1000 * Number(values.seconds), Number(values.rounds));
  const shares = raw &&
    file && [file.imagesPerSecond / raw.imagesPerSecond, raw.cpuMilliseconds / file.cpuMilliseconds];
  const share = shares?.map((each) => `${(100 * each).toFixed(0)} %`).join(", ") ?? "";
  printRow([name, String(workers), rateText(raw), rateText(memory), rateText(file), share]);
}

function rateText(rate: Rate | undefined): string {
  return rate === undefined ? "" : `${rate.imagesPerSecond.toFixed(1)} (${rate.cpuMilliseconds.toFixed(2)})`;
}

/** As Markdown: docs/extractors.md holds what was printed. */
function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

function samplePhotographs(): string {
  const sample = photographs();
  if (!sample.ready) throw new Error(`give a folder of photographs: ${sample.why}`);
  return sample.path;
}

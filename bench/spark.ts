import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { extractorNames } from "../job/contract/jobSpec.ts";
import { java } from "../tools/toolchains/java.ts";
import { pythonEnvironment } from "../tools/toolchains/python.ts";
import { benchHome } from "./spark/benchHome.ts";
import { connectorsName, contenders, type ContenderRun, sparkName } from "./spark/contenders.ts";
import { printModel } from "./spark/costModel.ts";
import { multiply, samplePhotographs } from "./spark/photographs.ts";
import { printTable, type Row } from "./spark/printTable.ts";
import { appendEntry, readEntries } from "./spark/records.ts";
import { runContender } from "./spark/runContender.ts";

/**
 * The same photographs through every contender, one after the other: `npm run bench:spark`. Each is a command of its
 * own, timed from outside, with all that it starts.
 */
const usage = `npm run bench:spark -- [options]
  --images N[,N]        so many photographs: copies of the sample ones (default 600)
  --photographs FOLDER  take these instead of the sample
  --only TEXT[,TEXT]    only contenders whose name contains TEXT
  --limit SECONDS       time a contender gets (default 240)
  --cores N             cores a contender gets (default: all)
  --rounds N            rounds through all contenders; the quickest of each counts (default 1)
  --extractor NAME      ${extractorNames.slice(0, -1).join(", ")}; the peers know mobilenet-v2 only
  --size N              side of the pictures an extractor gets (default: the network's own)
  --record FILE         append every run to FILE
  --model FILE          measure nothing: fit the cost model to the runs on Spark in FILE, print what it says of larger jobs
  --components N        of the PCA (default 8; the peers stop before it, MLlib's own pipeline does it)`;

const { values: given } = parseArgs({
  options: {
    images: { type: "string", default: "600" },
    photographs: { type: "string" },
    only: { type: "string", default: "" },
    limit: { type: "string", default: "240" },
    cores: { type: "string", default: String(availableParallelism()) },
    rounds: { type: "string", default: "1" },
    extractor: { type: "string", default: "mobilenet-v2" },
    components: { type: "string", default: "8" },
    size: { type: "string" },
    record: { type: "string" },
    model: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (given.help) console.log(usage);
else if (given.model !== undefined) await model(given.model);
else await benchmark();

async function model(file: string): Promise<void> {
  const entries = (await readEntries(file)).filter(({ name }) => [sparkName, connectorsName].includes(name));
  const kinds = Map.groupBy(entries, ({ name, extractor }) => `${extractor}, ${name}`);
  for (const [kind, runs] of kinds) {
    console.log(`\n### ${kind}`);
    printModel(runs, [10_000, 1_000_000, 100_000_000], [8, 16, 32, 128, 512]);
  }
}

async function benchmark(): Promise<void> {
  const job = {
    extractor: z.enum(extractorNames).parse(given.extractor),
    components: Number(given.components),
    ...(given.size === undefined ? {} : { size: Number(given.size) }),
  };
  const jvm = await java();
  if (!jvm.ready) throw new Error(jvm.why);
  const spark = await environmentOf("requirements-bench-keras.txt");
  const peers = await environmentOf("requirements-bench-spark.txt");
  const folder = await mkdtemp(join(tmpdir(), "verger-bench-"));
  try {
    const home = await benchHome(join(folder, "home"), job);
    const from = given.photographs ?? (await samplePhotographs(join(folder, "orchard")));
    console.log(
      `${given.cores} cores of ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, seeded weights`,
    );
    for (const count of given.images.split(",").map(Number)) {
      const images = await multiply(from, count, join(folder, `images-${count}`));
      const run: ContenderRun = {
        python: { spark, peers },
        home,
        images,
        out: join(folder, "out"),
        cache: join(folder, "cache"),
        cores: Number(given.cores),
        job,
        environment: { PYSPARK_PYTHON: spark, PYSPARK_DRIVER_PYTHON: spark, SPARK_LOCAL_IP: "127.0.0.1" },
      };
      console.log(`\n### ${count} images of ${job.extractor}, ${run.cores} cores`);
      const rows = await measureAll(run, count);
      printTable(count, rows);
      if (rows.some(({ name }) => name === sparkName))
        console.log(
          `\n${sparkName}: Java starts from what the first run has kept, which is part of that one's whole time.`,
        );
      await rm(images, { recursive: true, force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function environmentOf(requirements: string): Promise<string> {
  const python = await pythonEnvironment(requirements);
  if (!python.ready) throw new Error(python.why);
  return python.path;
}

async function measureAll(run: ContenderRun, images: number): Promise<Row[]> {
  const wanted = given.only.split(",");
  const rows = new Map<string, Row>();
  for (let round = 0; round < Number(given.rounds); round++)
    for (const contender of contenders.filter(({ name }) => wanted.some((each) => name.includes(each)))) {
      if (contender.emptiesCache === true) await rm(run.cache, { recursive: true, force: true });
      const outcome = await runContender(contender, run, Number(given.limit));
      await rm(run.out, { recursive: true, force: true });
      console.error(`round ${round + 1}: ${contender.name}: ${outcome.kind}, load ${loadavg()[0]?.toFixed(1)}`);
      const { cores, job } = run;
      if (given.record !== undefined && outcome.kind === "done")
        await appendEntry(given.record, { name: contender.name, images, cores, extractor: job.extractor, outcome });
      rows.set(contender.name, quicker(rows.get(contender.name), { name: contender.name, outcome }));
    }
  return [...rows.values()];
}

function quicker(before: Row | undefined, now: Row): Row {
  if (before?.outcome.kind !== "done") return now;
  if (now.outcome.kind !== "done") return before;
  return before.outcome.seconds <= now.outcome.seconds ? before : now;
}

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { extractorNames } from "../../job/contract/jobSpec.ts";
import { RunManifest } from "../../job/results/runManifest.ts";
import type { Marks, TimedLine } from "./marks.ts";

/** A way from a folder of photographs to a table of features. */
export interface Contender {
  readonly name: string;
  readonly command: (run: ContenderRun) => readonly [program: string, ...parameters: string[]];
  readonly environment?: (run: ContenderRun) => Readonly<Record<string, string>>;
  /** When it got how far, read from its own output. */
  readonly marks: (lines: readonly TimedLine[], seconds: number) => Marks;
  /** The marks come from its own clock, not from when its lines were seen. */
  readonly ownClock?: true;
  /** It starts as on a machine that has never run it; what it keeps is there for the contenders after it. */
  readonly emptiesCache?: true;
}

export interface BenchJob {
  readonly extractor: (typeof extractorNames)[number];
  readonly components: number;
  readonly size?: number;
}

export interface ContenderRun {
  /** Pythons: with PySpark and Keras, and with Ray Data and Daft. */
  readonly python: { readonly spark: string; readonly peers: string };
  /** A bundle as nodes have it, with the driver and the model. */
  readonly home: string;
  readonly images: string;
  /** Receives the results. */
  readonly out: string;
  /** The user's cache of the runs on Spark. */
  readonly cache: string;
  readonly cores: number;
  /** What the job is, as options of `verger job`. */
  readonly job: BenchJob;
  readonly environment: Readonly<Record<string, string>>;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const peer = (
  python: keyof ContenderRun["python"],
  script: string,
  parameters: (run: ContenderRun) => readonly (string | number)[],
) => ({
  command: (run: ContenderRun): readonly [string, ...string[]] => [
    run.python[python],
    here(`peers/${script}`),
    ...parameters(run).map(String),
  ],
  // Daft's UDF processes import the network by its name.
  environment: () => ({ PYTHONPATH: here("peers") }),
  marks: benchMarks,
});

const model = (run: ContenderRun): string => join(run.home, "model", "model.onnx");

/** Its Java starts from the classes that the first run's has kept. */
export const sparkName = "verger on Spark";

/** As on a cloud's cluster: Spark's own reader and writer, and nothing kept of an earlier run. */
export const connectorsName = "verger through Spark's connectors";

const onSpark = {
  command: ({ python, home, images, out, job }: ContenderRun): readonly [string, ...string[]] => [
    python.spark,
    join(home, "spark", "driver.py"),
    "--images",
    images,
    "--out",
    out,
    "--run-id",
    "spark",
    "--home",
    home,
    "--spec",
    JSON.stringify({ weights: "seeded", ...job }),
  ],
  environment: ({ cores, cache }: ContenderRun) => ({
    PYSPARK_SUBMIT_ARGS: submitArgs(cores),
    XDG_CACHE_HOME: cache,
  }),
  marks: sparkMarks,
};

const submitArgs = (cores: number, more = ""): string =>
  `--master local[${cores}] --driver-memory 2g --conf spark.ui.enabled=false --conf spark.ui.showConsoleProgress=false ${more} pyspark-shell`;

/** This project first. */
export const contenders: readonly Contender[] = [
  {
    name: "verger, local engine",
    command: ({ images, out, cores, job }) => [
      process.execPath,
      here("../../bin/verger.js"),
      "job",
      "--images",
      images,
      "--out",
      out,
      "--run-id",
      "local",
      "--workers",
      String(cores),
      "--extractor",
      job.extractor,
      "--components",
      String(job.components),
      ...(job.size === undefined ? [] : ["--size", String(job.size)]),
      "--weights",
      "seeded",
      "--no-report",
      "--json",
    ],
    marks: localMarks,
    ownClock: true,
  },
  { ...onSpark, name: `${sparkName}, first run`, emptiesCache: true },
  { ...onSpark, name: sparkName },
  {
    ...onSpark,
    name: connectorsName,
    environment: ({ cores }: ContenderRun) => ({
      PYSPARK_SUBMIT_ARGS: submitArgs(cores, "--conf spark.verger.inPlace=false"),
      VERGER_JAVA_ARCHIVE: "off",
    }),
  },
  {
    name: "raw onnxruntime",
    command: ({ home, images, cores }) => [
      process.execPath,
      here("rawOnnx.ts"),
      images,
      join(home, "model"),
      String(cores),
    ],
    marks: benchMarks,
  },
  { name: "Ray Data", ...peer("peers", "ray_data.py", (run) => [run.images, run.out, model(run), run.cores]) },
  { name: "Daft", ...peer("peers", "daft_udf.py", (run) => [run.images, run.out, model(run), run.cores]) },
  {
    name: "PySpark + Keras, 20 partitions",
    ...peer("spark", "keras_udf.py", ({ images, out, cores, job }) => [images, out, cores, 20, 1024, job.components]),
  },
  {
    name: "PySpark + Keras, tuned",
    ...peer("spark", "keras_udf.py", ({ images, out, cores, job }) => [images, out, cores, cores, 64, job.components]),
  },
];

function benchMarks(lines: readonly TimedLine[]): Marks {
  const at = (mark: string): number | undefined => lines.find(({ line }) => line === `bench ${mark}`)?.at;
  return { images: required(at("images")), features: required(at("features")), pca: at("pca") ?? null };
}

const State = z.object({ stage: z.string() });

/** The driver tells its stages as they begin. */
function sparkMarks(lines: readonly TimedLine[]): Marks {
  const states = lines
    .filter(({ line }) => line.startsWith("verger {"))
    .map(({ at, line }) => ({ at, stage: State.parse(JSON.parse(line.slice("verger ".length))).stage }));
  const begun = (stage: string): number => required(states.find((state) => state.stage === stage)?.at);
  return { images: begun("listing"), features: begun("statistics"), pca: begun("finished") };
}

/** The manifest has the seconds of each stage; what was before is start-up. */
function localMarks(lines: readonly TimedLine[], seconds: number): Marks {
  const manifest = RunManifest.parse(JSON.parse(lines.map(({ line }) => line).join("\n")));
  const images = seconds - manifest.seconds.total;
  const features = images + manifest.seconds.featurize;
  return { images, features, pca: features + manifest.seconds.pca };
}

function required(at: number | undefined): number {
  if (at === undefined) throw new Error("a contender ended without saying how far it got");
  return at;
}

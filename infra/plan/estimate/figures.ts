/** A number the estimate rests on. */
export type Figure = {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
} & (
  | { readonly standing: "measured"; readonly command: string }
  /** Nobody measured it yet. */
  | { readonly standing: "assumed" }
);

const assumed = (value: number, unit: string, source: string): Figure => ({ value, unit, standing: "assumed", source });
const measured = (value: number, unit: string, command: string, source: string): Figure => ({
  value,
  unit,
  standing: "measured",
  command,
  source,
});

const features = "npm run bench:features -- --only mobilenet-v2";
/** Processor time on a machine whose every core is busy, as a cluster's are. */
const epyc = "processor time, 2 cores of a busy AMD EPYC, 2026-11-26";

/** Every number of the model. docs/estimates.md shows this table. */
export const figures = {
  decode: measured(
    140,
    "images/s a core",
    features,
    `decode and resize of 500 × 375 photographs: 18.45 ms from JPEG less 11.31 from memory, ${epyc}`,
  ),
  mobilenetV2: measured(88, "images/s a core", features, `MobileNetV2 in onnxruntime, 11.31 ms from memory, ${epyc}`),
  resnet50: measured(
    8,
    "× MobileNetV2",
    "npm run bench:features",
    "39.0 and 4.9 ms from memory in one run (docs/extractors.md)",
  ),
  vgg16: measured(
    29.6,
    "× MobileNetV2",
    "npm run bench:features",
    "145 and 4.9 ms from memory in one run (docs/extractors.md)",
  ),
  ownNetwork: assumed(8, "× MobileNetV2", "a network of your own is taken for a ResNet50"),
  tfjs: measured(
    4.5,
    "× onnxruntime",
    "npm run bench:features",
    "MobileNetV2, 21.9 and 4.9 ms from memory in one run (docs/extractors.md)",
  ),
  statistics: measured(
    7700,
    "rows/s a core",
    'npm run bench:pca -- --threads 1 --shape "22,688"',
    "a fit of 22,688 × 1,280 in 2.96 s of processor time on one thread; less since (docs/benchmarks.md)",
  ),
  evenness: assumed(0.85, "of perfect sharing", "uneven shards, task starts, a slow last task"),
  emrStart: assumed(10, "minutes", "until the first task: machines, Hadoop and Spark, the bundle"),
  databricksStart: assumed(8, "minutes", "until the first task: machines, the runtime, the bundle"),
  ec2Start: assumed(4, "minutes", "until the first task: machines and the bundle"),
  growth: assumed(5, "minutes", "until a cluster that scales has its largest size"),
  finish: assumed(2, "minutes", "solving the PCA, projections, report"),
  photograph: assumed(100, "kB", "mean size of one photograph"),
} as const satisfies Record<string, Figure>;

/** A number the estimate rests on. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** `measured`: by us, as `source` says. `published`: by someone else. `assumed`: nobody measured it yet. */
  readonly standing: "measured" | "published" | "assumed";
  readonly source: string;
}

const assumed = (value: number, unit: string, source: string): Figure => ({ value, unit, standing: "assumed", source });
const xeon = "one thread on a 2-vCPU Xeon with AVX-512, November 2026";

/** Every number of the model. docs/estimates.md shows this table. */
export const figures = {
  decode: {
    value: 201,
    unit: "images/s a core",
    standing: "measured",
    source: `decode and resize of 500 × 375 photographs, ${xeon}`,
  },
  mobilenetV2: {
    value: 128,
    unit: "images/s a core",
    standing: "measured",
    source: `MobileNetV2 in onnxruntime, middle of 108 to 149, ${xeon}`,
  },
  mobilenetV2Work: {
    value: 0.599,
    unit: "GFLOP/image",
    standing: "published",
    source: "299.5 M multiply-adds at 224 × 224",
  },
  resnet50Work: { value: 8.23, unit: "GFLOP/image", standing: "published", source: "ResNet50 at 224 × 224" },
  vgg16Work: { value: 31.2, unit: "GFLOP/image", standing: "published", source: "VGG16 at 224 × 224" },
  ownNetworkWork: assumed(8.23, "GFLOP/image", "a network of your own is taken for a ResNet50"),
  statistics: {
    value: 13_000,
    unit: "rows/s a core",
    standing: "measured",
    source: "Gram matrix of 90,000 × 1,280 in 3.2 to 3.6 s on 2 vCPU",
  },
  busyCore: assumed(0.6, "of a lone core's speed", "two vCPU share one core when all are busy"),
  evenness: assumed(0.85, "of perfect sharing", "uneven shards, task starts, a slow last task"),
  emrStart: assumed(10, "minutes", "until the first task: machines, Hadoop and Spark, the bundle"),
  databricksStart: assumed(8, "minutes", "until the first task: machines, the runtime, the bundle"),
  ec2Start: assumed(4, "minutes", "until the first task: machines and the bundle"),
  growth: assumed(5, "minutes", "until a cluster that scales has its largest size"),
  finish: assumed(2, "minutes", "solving the PCA, projections, report"),
  photograph: assumed(100, "kB", "mean size of one photograph"),
} as const satisfies Record<string, Figure>;

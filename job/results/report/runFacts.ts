import { z } from "zod";
import { bytesText, countText, secondsText } from "./numberText.ts";
import type { RunFacts } from "./reportData.ts";

type Fact = readonly [name: string, value: string];

/**
 * What the page needs of run.json. Every field may be missing: a report is made of any run folder, also of one that
 * an older or newer version wrote, or that failed half-way.
 */
const Manifest = z.looseObject({
  runId: z.string().optional(),
  state: z.string().optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  spec: z.record(z.string(), z.unknown()).optional(),
  specDigest: z.string().optional(),
  versions: z.record(z.string(), z.string()).optional(),
  machine: z
    .looseObject({
      platform: z.string().optional(),
      arch: z.string().optional(),
      cpus: z.number().optional(),
      cpuModel: z.string().optional(),
      memoryBytes: z.number().optional(),
    })
    .optional(),
  images: z
    .looseObject({
      folder: z.string().optional(),
      count: z.number().optional(),
      bytes: z.number().optional(),
      listing: z.string().optional(),
    })
    .optional(),
  extractor: z
    .looseObject({ name: z.string(), inputSize: z.number().optional(), dimension: z.number().optional() })
    .optional(),
  weights: z
    .looseObject({
      label: z.string(),
      trained: z.boolean().optional(),
      sha256: z.string().nullish(),
      note: z.string().nullish(),
    })
    .optional(),
  engine: z.record(z.string(), z.unknown()).optional(),
  counts: z.looseObject({ images: z.number().optional(), features: z.number().optional() }).optional(),
  seconds: z.record(z.string(), z.number()).optional(),
  warnings: z.array(z.string()).optional(),
  cost: z.unknown().optional(),
  cloud: z.record(z.string(), z.unknown()).optional(),
  receipt: z.record(z.string(), z.unknown()).optional(),
  pca: z.looseObject({ solver: z.string().optional() }).optional(),
});

export type ReportManifest = z.output<typeof Manifest>;

/** The manifest as far as it can be read; empty where it is not one at all. */
export function parseManifest(json: unknown): ReportManifest {
  const result = Manifest.safeParse(json);
  return result.success ? result.data : {};
}

export function runFacts(manifest: ReportManifest): RunFacts {
  const { weights, extractor, seconds = {}, counts, startedAt, finishedAt } = manifest;
  const total =
    startedAt !== undefined && finishedAt !== undefined
      ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
      : undefined;
  const featureSeconds = seconds.features ?? seconds.featurize ?? seconds.featurise;
  return {
    extractor: extractor?.name,
    weights: weights?.label,
    notTrained: weights?.trained === false ? (weights.note ?? weights.label) : undefined,
    imagesPerSecond:
      featureSeconds !== undefined && featureSeconds > 0 && counts?.features !== undefined
        ? counts.features / featureSeconds
        : undefined,
    seconds: total !== undefined && Number.isFinite(total) ? total : undefined,
    finished: finishedAt === undefined ? undefined : dateText(finishedAt),
    stages: Object.entries(seconds).map(([name, value]) => ({ name, seconds: value })),
    groups: factGroups(manifest).filter(({ facts }) => facts.length > 0),
  };
}

function factGroups(manifest: ReportManifest): RunFacts["groups"] {
  const { spec = {}, extractor, weights, engine = {}, images, machine, versions = {}, cost, cloud, receipt } = manifest;
  return [
    {
      title: "What was computed",
      facts: given([
        ["extractor", extractor?.name],
        ["input", extractor?.inputSize && `${extractor.inputSize} × ${extractor.inputSize} pixels`],
        ["features of an image", extractor?.dimension && countText(extractor.dimension)],
        ["weights", weights?.label],
        ["trained", weights?.trained === undefined ? undefined : weights.trained ? "yes" : "no: random numbers"],
        ["about the weights", weights?.note],
        ["PCA", manifest.pca?.solver],
      ]),
    },
    {
      title: "From what",
      facts: given([
        ["images folder", images?.folder],
        ["files", images?.count === undefined ? undefined : countText(images.count)],
        ["size", images?.bytes && bytesText(images.bytes)],
      ]),
    },
    { title: "Options", facts: flat(spec) },
    {
      title: "Where and when",
      facts: given([
        ["state", manifest.state],
        ["started", manifest.startedAt && dateText(manifest.startedAt)],
        ["finished", manifest.finishedAt && dateText(manifest.finishedAt)],
        ["processor", machine?.cpuModel && `${machine.cpus ?? "?"} × ${machine.cpuModel}`],
        ["system", machine?.platform && `${machine.platform} ${machine.arch ?? ""}`],
        ["memory", machine?.memoryBytes && bytesText(machine.memoryBytes)],
        ...flat(engine).map(([name, value]) => [name === "name" ? "engine" : name, value] as const),
      ]),
    },
    { title: "Versions", facts: flat(versions) },
    {
      title: "Digests (SHA-256)",
      facts: given([
        ["spec", manifest.specDigest],
        ["list of images", images?.listing],
        ["weights", weights?.sha256],
      ]),
    },
    { title: "In the cloud", facts: [...flat(cloud ?? {}), ...flat({ cost })] },
    { title: "Teardown receipt", facts: flat(receipt ?? {}) },
    { title: "Warnings", facts: (manifest.warnings ?? []).map((text, index) => [String(index + 1), text] as const) },
  ];
}

function given(facts: readonly (readonly [string, string | number | false | null | undefined])[]): Fact[] {
  return facts.flatMap(([name, value]) =>
    value === undefined || value === null || value === false || value === "" || value === 0
      ? []
      : [[name, String(value)] as const],
  );
}

/** Fields of nested objects as lines, `a.b` for what lies deeper. */
function flat(fields: Readonly<Record<string, unknown>>, prefix = ""): Fact[] {
  return Object.entries(fields).flatMap(([name, value]): Fact[] => {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return [[prefix + name, value.map((each) => scalar(each)).join(", ")]];
    if (typeof value === "object") return flat({ ...value }, `${prefix}${name}.`);
    return [
      [
        prefix + name,
        name.toLowerCase().includes("seconds") && typeof value === "number" ? secondsText(value) : scalar(value),
      ],
    ];
  });
}

const scalar = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `21 November 2026, 09:00 UTC`, or the text itself where it is no date. */
function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}

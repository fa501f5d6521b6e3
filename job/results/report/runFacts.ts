import { bytesText, countText } from "./numberText.ts";
import type { RunFacts } from "./reportData.ts";
import type { ReportManifest } from "./reportManifest.ts";
import { sameAgain } from "./sameAgain.ts";

type Fact = readonly [name: string, value: string];

export function runFacts(manifest: ReportManifest): RunFacts {
  const { images, weights, extractor, seconds = {}, finishedAt } = manifest;
  const { total, ...stages } = seconds;
  const rest = (total ?? 0) - Object.values(stages).reduce((sum, value) => sum + value, 0);
  return {
    extractor: extractor?.name,
    weights: weights?.label,
    photographs: images?.folder?.split(/[/\\]/).findLast((part) => part !== "" && part !== "." && part !== ".."),
    notTrained:
      weights?.trained === false
        ? (weights.note ?? weights.label?.replace(/ \(not trained\)$/, "") ?? "not trained")
        : undefined,
    imagesPerSecond: manifest.imagesPerSecond,
    seconds: total,
    finished: finishedAt === undefined ? undefined : dateText(finishedAt),
    stages: [...Object.entries(stages), ...(rest > 0.05 ? [["everything else", rest] as const] : [])].map(
      ([name, value]) => ({ name: stageNames[name] ?? name, seconds: value }),
    ),
    again: sameAgain(manifest),
    groups: factGroups(manifest).filter(({ facts }) => facts.length > 0),
  };
}

const stageNames: Readonly<Record<string, string>> = { featurize: "features", pca: "PCA" };

function factGroups(manifest: ReportManifest): RunFacts["groups"] {
  const { extractor, weights, images, machine } = manifest;
  const { name: engine, ...engineFacts } = manifest.engine ?? {};
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
      title: "Where and when",
      facts: given([
        ["state", manifest.state],
        ["failure", manifest.failure],
        ["started", manifest.startedAt && dateText(manifest.startedAt)],
        ["finished", manifest.finishedAt && dateText(manifest.finishedAt)],
        ["attempts", manifest.attempts !== undefined && manifest.attempts > 1 && manifest.attempts],
        ["engine", engine === undefined ? undefined : scalar(engine)],
        ...flat(engineFacts),
        ["processor", machine?.processor && `${machine.processor}, ${machine.cores ?? "?"} cores`],
        ["system", machine?.platform && `${machine.platform} ${machine.architecture ?? ""}`],
        ["memory", machine?.memoryBytes && bytesText(machine.memoryBytes)],
        ["memory used at most", manifest.peakMemoryBytes && bytesText(manifest.peakMemoryBytes)],
      ]),
    },
    {
      title: "From what",
      facts: given([
        ["images folder", images?.folder],
        ["files", images?.count && countText(images.count)],
        ["size", images?.bytes && bytesText(images.bytes)],
      ]),
    },
    { title: "Options", facts: flat(manifest.spec ?? {}) },
    { title: "Versions", facts: [...given([["verger", manifest.verger]]), ...flat(manifest.runtime ?? {})] },
    {
      title: "Digests (SHA-256)",
      facts: given([
        ["what the features depend on", manifest.identity],
        ["list of images", images?.listing],
        ["weights", weights?.sha256],
      ]),
    },
    { title: "In the cloud", facts: flat(manifest.cloud ?? {}) },
    { title: "Teardown receipt", facts: flat(manifest.receipt ?? {}) },
    {
      title: "Warnings",
      facts: (manifest.warnings ?? []).map((warning, index) => [String(index + 1), warning] as const),
    },
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
    return [[prefix + name, scalar(value)]];
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

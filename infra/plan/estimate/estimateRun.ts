import { hourlyCost, type Load } from "../../../config/cost/hourlyCost.ts";
import { type Total, totalCost } from "../../../config/cost/totalCost.ts";
import { nodeGroups } from "../../../config/nodeGroups.ts";
import { nodeTypeNamed } from "../../../config/nodeTypes.ts";
import { amountOf } from "../../../config/prices/priceTable.ts";
import type { Settings } from "../../../config/settings.ts";
import { usd } from "../../../config/units.ts";
import type { JobSpec } from "../../../job/contract/jobSpec.ts";
import { figures } from "./figures.ts";
import { secondsPerImage } from "./secondsPerImage.ts";

/** How long a run is thought to take and what it is thought to cost. docs/estimates.md explains the model. */
export interface Estimate {
  readonly images: number;
  readonly minutes: number;
  /** Of which until the first task, on images, and after the last one. */
  readonly phases: { readonly start: number; readonly work: number; readonly finish: number };
  readonly price: Total;
  /** GiB in the stack's storage afterwards. */
  readonly storedGiB: number;
}

/** Estimates a run over `images` photographs. */
export function estimateRun(settings: Settings, job: JobSpec, images: number): Estimate {
  const start = figures[`${settings.compute.platform}Start`].value;
  const { growing, full } = workMinutes(settings, images * secondsPerImage(job));
  const finish = figures.finish.value;
  const minutes = start + growing + full + finish;

  const beforeFull = start + growing;
  const price = sum([
    nodesFor(settings, "start", beforeFull),
    nodesFor(settings, "full", full + finish),
    standingFor(settings, minutes),
    requests(settings, images),
  ]);
  return {
    images,
    minutes,
    phases: { start, work: growing + full, finish },
    price,
    storedGiB: stored(settings, images),
  };
}

/** Minutes at the starting size and at the full size that `coreSeconds` of work take. */
function workMinutes(settings: Settings, coreSeconds: number): { readonly growing: number; readonly full: number } {
  const [atStart, atFull] = [workingCores(settings, "min"), workingCores(settings, "max")];
  const minutesOn = (cores: number): number => coreSeconds / (cores * figures.evenness.value) / 60;
  if (atStart === atFull) return { growing: 0, full: minutesOn(atFull) };
  const growing = Math.min(figures.growth.value, minutesOn(atStart));
  return { growing, full: (minutesOn(atStart) - growing) * (atStart / atFull) };
}

/** The cores that compute features: the workers', or the only node's. */
function workingCores(settings: Settings, bound: "min" | "max"): number {
  const groups = nodeGroups(settings);
  const workers = groups.find(({ role, max }) => role === "workers" && max > 0) ?? groups[0];
  return workers === undefined ? 1 : workers[bound] * (nodeTypeNamed(workers.type)?.cores ?? 1);
}

function nodesFor(settings: Settings, load: Load, minutes: number): Total {
  const lines = hourlyCost(settings, load).filter(({ kind }) => kind !== "standing");
  return minutes === 0 ? nothing : totalCost(lines, minutes / 60);
}

function standingFor(settings: Settings, minutes: number): Total {
  return totalCost(
    hourlyCost(settings, "start").filter(({ kind }) => kind === "standing"),
    minutes / 60,
  );
}

/** One read of each image; what writes the results is a few hundred requests, and is left out. */
function requests({ cloud, region }: Settings, images: number): Total {
  const each = amountOf(cloud === "aws" ? "aws/s3-get" : "azure/blob-read", region, "USD/1000");
  return each === "unknown"
    ? { known: usd(0), unknown: ["reading the images"] }
    : { known: usd((images * each) / 1000), unknown: [] };
}

/** Features of 1,280 float32 and their projections, and the images where they are the stack's own. */
function stored({ images: source }: Settings, images: number): number {
  const results = 1280 * 4 + 256 * 4;
  const photographs = source.from === "own" ? figures.photograph.value * 1000 : 0;
  return (images * (results + photographs)) / 2 ** 30;
}

const nothing: Total = { known: usd(0), unknown: [] };

function sum(totals: readonly Total[]): Total {
  return {
    known: usd(totals.reduce((all, { known }) => all + known, 0)),
    unknown: [...new Set(totals.flatMap(({ unknown }) => unknown))],
  };
}

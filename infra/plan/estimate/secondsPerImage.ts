import type { JobSpec } from "../../../job/contract/jobSpec.ts";
import { type Figure, figures } from "./figures.ts";

/** The side, in pixels, that the networks' work is published for. */
const publishedSide = 224;

const workOf: Readonly<Record<string, Figure>> = {
  "mobilenet-v2": figures.mobilenetV2Work,
  resnet50: figures.resnet50Work,
  vgg16: figures.vgg16Work,
};

/** Length of the feature row that `figures.statistics` was measured with. */
const measuredWidth = 1280;

/** Length of each network's feature row; pixels and networks of your own are taken as 1,280. */
const widthOf: Readonly<Record<string, number>> = { "mobilenet-v2": 1280, resnet50: 2048, vgg16: 512 };

/**
 * Seconds that one image keeps one busy core: decode and resize, the network, and its share of the PCA's statistics.
 * A network's speed is taken in proportion to its floating-point work and to the area of its input.
 */
export function secondsPerImage({ extractor, size }: Pick<JobSpec, "extractor" | "size">): number {
  const decode = 1 / figures.decode.value;
  return (decode + networkSeconds(extractor, size) + statisticsSeconds(extractor)) / figures.busyCore.value;
}

function networkSeconds(extractor: JobSpec["extractor"], size: number = publishedSide): number {
  if (extractor === "pixels") return 0;
  const { mobilenetV2, mobilenetV2Work } = figures;
  const work = workOf[extractor] ?? figures.ownNetworkWork;
  const gigaflopsPerSecond = mobilenetV2.value * mobilenetV2Work.value;
  return (work.value * (size / publishedSide) ** 2) / gigaflopsPerSecond;
}

function statisticsSeconds(extractor: JobSpec["extractor"]): number {
  return ((widthOf[extractor] ?? measuredWidth) / measuredWidth) ** 2 / figures.statistics.value;
}

import type { JobSpec } from "../../../job/contract/jobSpec.ts";
import { figures } from "./figures.ts";

/** The side, in pixels, that the networks were measured with. */
const measuredSide = 224;

/** Length of the feature row that `figures.statistics` was measured with. */
const measuredWidth = 1280;

/** How many times MobileNetV2's time each network takes. */
const timesMobilenetV2: Readonly<Record<string, number>> = {
  "mobilenet-v2": 1,
  resnet50: figures.resnet50.value,
  vgg16: figures.vgg16.value,
};

/** Length of each network's feature row; pixels and networks of your own are taken as 1,280. */
const widthOf: Readonly<Record<string, number>> = { "mobilenet-v2": 1280, resnet50: 2048, vgg16: 512 };

/**
 * Seconds that one image keeps one busy core: decode and resize, the network, and its share of the PCA's statistics.
 * A network's time is taken in proportion to the area of its input.
 */
export function secondsPerImage(job: Pick<JobSpec, "extractor" | "size" | "engine">): number {
  return 1 / figures.decode.value + networkSeconds(job) + statisticsSeconds(job.extractor);
}

function networkSeconds({ extractor, size = measuredSide, engine }: Parameters<typeof secondsPerImage>[0]): number {
  if (extractor === "pixels") return 0;
  const times = timesMobilenetV2[extractor] ?? figures.ownNetwork.value;
  const slower = engine === "tfjs" ? figures.tfjs.value : 1;
  return (times * slower * (size / measuredSide) ** 2) / figures.mobilenetV2.value;
}

function statisticsSeconds(extractor: JobSpec["extractor"]): number {
  return ((widthOf[extractor] ?? measuredWidth) / measuredWidth) ** 2 / figures.statistics.value;
}

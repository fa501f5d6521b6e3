import type { JobSpec } from "../../../contract/jobSpec.ts";
import type { PreparedModel } from "../../../features/preparedModel.ts";
import type { ImageEntry } from "../../../images/listImages.ts";
import { diskStorage } from "../../../storage/diskStorage.ts";
import type { Cluster } from "../cluster.ts";
import { fitRows, fitStatistics } from "../fitSummaries.ts";
import { listOnDisk } from "../listOnDisk.ts";
import { placeOfPca, placeOfWave, publishProjections, publishWave } from "../publish.ts";
import type { SparkDriver } from "../sparkDriver.ts";
import { askWorkers } from "./askWorkers.ts";
import { cutTasks, dividedInto, intoWaves, slicesOf } from "./cutWave.ts";
import { diskRun } from "./diskRun.ts";
import { featureRows } from "./featureRows.ts";
import { contentsOf } from "./mergeTask.ts";
import type { Given } from "./task.ts";

/** Of features that a worker holds at most, and a file has: as in the local engine. */
const partBytes = 32 * 2 ** 20;
/** Statistics up to which merging them here is quicker than by tasks. */
const mergedHere = 3;

export interface InPlace extends Given {
  readonly driver: Pick<SparkDriver, "run" | "say">;
  readonly spec: JobSpec;
  readonly model: Pick<PreparedModel, "dimension">;
  readonly cores: number;
}

/**
 * A cluster whose machines all open the pictures and the run folder by themselves (one machine, or a share): Spark says
 * who does what, and Node does it, with the local engine's own reader and writer.
 */
export function inPlaceCluster({ driver, spec, model: { dimension }, cores, images, run: folder }: InPlace): Cluster {
  const run = diskRun(folder);
  const storage = diskStorage(folder);
  const ask = askWorkers(driver, { spec, images, run: folder });
  let entries: readonly ImageEntry[] = [];
  let byWave: readonly (readonly ImageEntry[])[] | undefined;
  let tasks = 1;

  return {
    run,
    say: (line) => driver.say(line),
    async list() {
      const { entries: found, ...counts } = await listOnDisk(images, spec);
      entries = found;
      return { folder: `file:${images}`, ...counts, passedOver: 0, inPlace: true };
    },
    async configure(setup) {
      tasks = setup.tasks;
    },
    async featurize({ wave, waves }) {
      byWave ??= intoWaves(entries, waves);
      const mine = byWave[wave] ?? [];
      if (mine.length === 0) return publishWave(run, wave, { images: 0, rejects: [], parts: [] });
      const picturesAPart = Math.max(1, Math.floor(partBytes / (dimension * Float32Array.BYTES_PER_ELEMENT)));
      const place = placeOfWave(wave);
      const found = await ask(
        "features",
        cutTasks(mine, tasks).map((paths) => slicesOf(paths, picturesAPart).map((slice) => ({ paths: slice, place }))),
      );
      const rejects = found.flatMap((each) => each.rejects);
      return publishWave(run, wave, { images: mine.length, rejects, parts: found.flatMap(({ parts }) => parts) });
    },
    async fit({ keepRows, parts }) {
      if (keepRows) return fitRows(await featureRows(storage, parts), spec);
      const place = placeOfPca;
      const slices = dividedInto(parts, cores);
      const found = await ask(
        "statistics",
        slices.map((files) => [{ dimension, files, place }]),
      );
      return fitStatistics(contentsOf(storage, await merged(found)), spec);
    },
    async project({ parts }) {
      const slices = dividedInto(parts, cores);
      const found = await ask(
        "projections",
        slices.map((files) => [{ files, place: placeOfPca }]),
      );
      return publishProjections(run, found.flat());
    },
  };

  async function merged(statistics: readonly string[]): Promise<readonly string[]> {
    if (statistics.length <= mergedHere) return statistics;
    const groups = dividedInto(statistics, Math.ceil(Math.sqrt(statistics.length)));
    return ask(
      "merge",
      groups.map((files) => [{ files, place: placeOfPca }]),
    );
  }
}

import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serialize } from "node:v8";
import type { JobSpec } from "../../../contract/jobSpec.ts";
import type { PcaModel } from "../../../pca/pcaModel.ts";
import type { Cluster, PcaPlan } from "../cluster.ts";
import { fitRows, fitStatistics } from "../fitSummaries.ts";
import { pictureNames } from "../pictureNames.ts";
import { placeOfPca, placeOfWave, publishProjections, publishWave } from "../publish.ts";
import type { RunFiles } from "../runFiles.ts";
import type { SparkDriver } from "../sparkDriver.ts";
import { listPictures, type Pictures } from "./listPictures.ts";

/** Of statistics, handed to a worker at once. */
const mergeBytes = 32 * 2 ** 20;

export interface Connected {
  readonly driver: SparkDriver;
  readonly spec: JobSpec;
  /** As Hadoop writes it, with its scheme. */
  readonly images: string;
  readonly cores: number;
  /** An empty folder on this machine. */
  readonly staging: string;
}

/** A cluster whose files are behind a platform's connectors (S3, Blob, Volumes, HDFS, …): Spark reads and writes them. */
export function connectorsCluster({ driver, spec, images, cores, staging }: Connected): Cluster {
  let pictures: Pictures | undefined;
  const run: RunFiles = {
    ...driver,
    async write(path, content) {
      const file = join(staging, randomUUID());
      await writeFile(file, content);
      await driver.put(path, file);
      await rm(file);
    },
  };
  return {
    run,
    say: (line) => driver.say(line),
    async list() {
      pictures = await listPictures(images, spec, driver);
      const { own, ...counts } = pictures;
      return { folder: images, ...counts, passedOver: own.length, inPlace: false };
    },
    configure: (setup) => driver.configure({ ...setup, ...pictureNames, own: pictures?.own ?? [] }),
    async featurize({ wave, waves }) {
      const found = await driver.features({ wave, waves, spec, place: placeOfWave(wave) });
      return publishWave(run, wave, found);
    },
    async fit({ dimension, keepRows }) {
      const folder = await mkdtemp(join(staging, "pca-"));
      const atOnce = Math.max(1, Math.floor(mergeBytes / (dimension * dimension * 4)));
      const partitions = keepRows ? 1 : cores;
      const count = await driver.statistics({ dimension, keepRows, partitions, atOnce, folder });
      const model = await fit({ folder, count }, { dimension, keepRows }, spec);
      await rm(folder, { recursive: true });
      return model;
    },
    async project({ model }) {
      const file = join(staging, "model");
      await writeFile(file, serialize(model));
      return publishProjections(run, await driver.projections({ model: file, partitions: cores, place: placeOfPca }));
    },
  };
}

interface Summaries {
  readonly folder: string;
  readonly count: number;
}

function fit(summaries: Summaries, { dimension, keepRows }: PcaPlan, spec: JobSpec): Promise<PcaModel> {
  if (!keepRows) return fitStatistics(contentsOf(summaries), spec);
  return fitRows(async function* rows() {
    for await (const bytes of contentsOf(summaries)) {
      const values = new Float32Array(bytes.slice().buffer);
      yield { rows: values.length / dimension, columns: dimension, values };
    }
  }, spec);
}

async function* contentsOf({ folder, count }: Summaries): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < count; part++) yield readFile(join(folder, String(part)));
}

import { stat } from "node:fs/promises";
import { JobFailedError } from "../../../contract/errors.ts";
import type { JobSpec } from "../../../contract/jobSpec.ts";
import type { FeatureExtractor } from "../../../features/extractor.ts";
import { diskStorage } from "../../../storage/diskStorage.ts";
import type { Answers, Given, Task } from "./task.ts";

export interface WorkerSetup extends Given {
  readonly spec: JobSpec;
  readonly openExtractor: () => Promise<FeatureExtractor>;
}

export interface TaskWorker {
  readonly work: (task: Task, progress: () => void) => Promise<Answers[Task["kind"]]>;
  release(): Promise<void>;
}

/** Does one task after the other. The network is loaded for the first pictures, and given back when others come than those. */
export function taskWorker({ spec, images, run, openExtractor }: WorkerSetup): TaskWorker {
  const storage = diskStorage(run);
  let opened: Promise<FeatureExtractor> | undefined;
  const extractor = (): Promise<FeatureExtractor> => (opened ??= openExtractor());
  const release = async (): Promise<void> => {
    await (await opened)?.release();
    opened = undefined;
  };
  return {
    release,
    async work(task, progress) {
      for (const folder of [images, run]) await requireFolder(folder);
      switch (task.kind) {
        case "features": {
          const { featuresTask } = await import("./featuresTask.ts");
          return featuresTask(task, { spec, images, storage, extractor: await extractor(), progress });
        }
        case "statistics": {
          await release();
          const { statisticsTask } = await import("./statisticsTask.ts");
          return statisticsTask(task, storage, progress);
        }
        case "merge": {
          await release();
          const { mergeTask } = await import("./mergeTask.ts");
          return mergeTask(task, storage, progress);
        }
        case "projections": {
          await release();
          const { projectionsTask } = await import("./projectionsTask.ts");
          return projectionsTask(task, storage, progress);
        }
      }
    },
  };
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new JobFailedError(
    `this machine does not see ${folder}: every machine of the cluster has to`,
    "Mount it under the same name everywhere, or set spark.verger.inPlace=false.",
  );
}
